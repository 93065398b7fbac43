-- Of a source that is pushed: which of its stream keys holds; 0 = none was made yet. Null: the source is pulled.
alter table session add column push_key bigint check (push_key >= 0);
