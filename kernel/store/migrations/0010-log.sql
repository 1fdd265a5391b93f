-- Anchors of the log: signed roots over the heads of all streams that changed since the root before.

create table log_root (
  city text collate "C" not null,
  n integer not null,
  -- canonical text of the root; the signature covers its bytes
  body text not null,
  signature bytea not null,
  -- transactions below this one are covered; null after a restore into another cluster
  upto xid8,
  primary key (city, n)
);

create table log_leaf (
  city text collate "C" not null,
  n integer not null,
  kind text collate "C" not null,
  id uuid not null,
  seq integer not null,
  head bytea not null,
  primary key (city, n, kind, id)
);
create index log_leaf_by_stream on log_leaf (city, kind, id, seq);

-- Writes the next root with its leaves; false where another server was quicker.
create function put_root(city_now text, n_now integer, body_now text, signature_now bytea, upto_now xid8, leaves jsonb)
returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into log_root (city, n, body, signature, upto)
  values (city_now, n_now, body_now, signature_now, upto_now)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  insert into log_leaf (city, n, kind, id, seq, head)
  select city_now, n_now, l.kind, l.id, l.seq, decode(l.head, 'hex')
  from jsonb_to_recordset(leaves) as l (kind text, id uuid, seq integer, head text);
  return true;
end
$$;

-- Erasure: the event that says so and the deletion are one transaction. Only private values go; no event changes.
create function erase_batch(batch jsonb, fields jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  city_now text := batch ->> 'city';
  answer jsonb;
begin
  answer := commit_batch(batch);
  delete from private_value v
  using jsonb_to_recordset(fields) as f (kind text, id uuid, field text)
  where v.city = city_now and v.kind = f.kind and v.id = f.id and v.field = f.field;
  delete from search_key k
  using jsonb_to_recordset(fields) as f (kind text, id uuid, field text)
  where k.city = city_now and k.id = f.id and k.field in (f.field, 'receipt');
  return answer;
end
$$;

revoke execute on function put_root, erase_batch from public;
grant execute on function put_root, erase_batch to huying_writer;
grant select on log_root, log_leaf to huying_reader;
