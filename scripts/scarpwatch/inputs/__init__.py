"""Users' own files: how each kind is read and doubted. The rooms below are for one kind of file each."""
