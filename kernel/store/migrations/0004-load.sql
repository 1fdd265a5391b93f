-- What a decision needs of one case, in one round trip: its row, its stream, its newest private values, its children.
-- Access is decided on it before anything leaves the server; pages read through the scoped role instead.

create function load_case(city_now text, id_now uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'row', to_jsonb(c) || jsonb_build_object('seq', s.seq),
    'head', encode(s.head, 'hex'),
    'values', coalesce((
      select jsonb_agg(jsonb_build_object('field', v.field, 'seq', v.seq, 'class', v.class, 'key_id', v.key_id,
        'value', encode(v.value, 'base64')))
      from jsonb_each_text(c.deadlines -> 'sealed') as newest (field, seq)
      join private_value v on v.city = c.city and v.kind = 'case' and v.id = c.id
        and v.seq = newest.seq::integer and v.field = newest.field
    ), '[]'::jsonb),
    'children', coalesce((
      select jsonb_agg(to_jsonb(k) || jsonb_build_object('seq', ks.seq))
      from cases k join stream ks on ks.city = k.city and ks.kind = 'case' and ks.id = k.id
      where k.city = c.city and k.parent = c.id
    ), '[]'::jsonb)
  )
  from cases c
  join stream s on s.city = c.city and s.kind = 'case' and s.id = c.id
  where c.city = city_now and c.id = id_now
$$;

create function find_case_by_number(city_now text, number_now text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from cases where city = city_now and number = number_now
$$;

create function find_case_by_foreign(city_now text, system_now text, foreign_now text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from cases where city = city_now and foreign_system = system_now and foreign_id = foreign_now
$$;

create function find_idempotent(city_now text, caller_now text, key_now text)
returns table (body_hash bytea, result jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select i.body_hash, i.result from idempotency i
  where i.city = city_now and i.caller = caller_now and i.key = key_now
$$;

create function has_receipt(city_now text, id_now uuid, value_now text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from search_key k join cases c on c.city = k.city and c.id = k.id
    where k.city = city_now and k.definition = c.definition and k.field = 'receipt' and k.value = value_now
      and k.id = id_now
  )
$$;

create function count_cases(city_now text) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::integer from (select from cases where city = city_now limit 1000) few
$$;

create function load_records(city_now text, register_now text)
returns table (id uuid, own_id text, valid_from date, valid_to date, place text, etag integer, data jsonb,
  sealed jsonb, seq integer, head bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, r.own_id, r.valid_from, r.valid_to, r.place, r.etag, r.data, r.sealed, s.seq, s.head
  from records r join stream s on s.city = r.city and s.kind = 'record' and s.id = r.id
  where r.city = city_now and r.register = register_now
  order by r.own_id
$$;

revoke execute on function load_case, find_case_by_number, find_case_by_foreign, find_idempotent, load_records,
  has_receipt, count_cases from public;
grant execute on function load_case, find_case_by_number, find_case_by_foreign, find_idempotent, load_records,
  has_receipt, count_cases to huying_writer;
