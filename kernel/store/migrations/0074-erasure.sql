-- Erasure of a person: where a telephone or citizen number is known, by its keyed hashes.

create function find_by_keys(city_now text, keys jsonb)
returns table (definition text, field text, id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.definition, k.field, k.id
  from jsonb_to_recordset(keys) as w (definition text, field text, value text)
  join search_key k on k.city = city_now and k.definition = w.definition and k.field = w.field and k.value = w.value
  order by k.definition, k.id
$$;

create function load_record_by_id(city_now text, id_now uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select record_with_values(r, s.seq, s.head)
  from records r join stream s on s.city = r.city and s.kind = 'record' and s.id = r.id
  where r.city = city_now and r.id = id_now
$$;

revoke execute on function find_by_keys, load_record_by_id from public;
grant execute on function find_by_keys, load_record_by_id to huying_writer;
