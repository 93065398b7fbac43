-- The same programme from elsewhere, in the order in which it is tried: a JSON array of addresses.
alter table session add column backup_urls jsonb not null default '[]';
