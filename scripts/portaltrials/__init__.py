"""What `earshot serve` is put through: settings, doors, hostile input, load, kills, a full disk, very many cases."""
