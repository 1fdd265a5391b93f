-- Rows of registers with their newest private values, one or a page, for decisions and for what everybody may see.

create function record_with_values(r records, seq_now integer, head_now bytea) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select jsonb_build_object(
    'row', to_jsonb(r) || jsonb_build_object('seq', seq_now),
    'head', encode(head_now, 'hex'),
    'values', coalesce((
      select jsonb_agg(jsonb_build_object('field', v.field, 'seq', v.seq, 'key_id', v.key_id,
        'value', encode(v.value, 'base64')))
      from jsonb_each_text(r.sealed) as newest (field, seq)
      join private_value v on v.city = r.city and v.kind = 'record' and v.id = r.id
        and v.seq = newest.seq::integer and v.field = newest.field
    ), '[]'::jsonb)
  )
$$;

create function load_record(city_now text, register_now text, own_id_now text) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select record_with_values(r, s.seq, s.head)
  from records r join stream s on s.city = r.city and s.kind = 'record' and s.id = r.id
  where r.city = city_now and r.register = register_now and r.own_id = own_id_now
$$;

-- A page of rows that are valid on a day, at or below a place, whose consent stands; in order of their own ids.
create function shown_records(city_now text, register_now text, day_now date, consent_now text, place_from text,
  place_to text, after_now text, most integer) returns setof jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select record_with_values(r, s.seq, s.head)
  from records r join stream s on s.city = r.city and s.kind = 'record' and s.id = r.id
  where r.city = city_now and r.register = register_now
    and r.valid_from <= day_now and (r.valid_to is null or r.valid_to > day_now)
    and (consent_now is null or r.data ->> consent_now = 'true')
    and (place_from is null or (r.place >= place_from and r.place < place_to))
    and r.own_id > after_now
  order by r.own_id limit most
$$;

revoke execute on function load_record, record_with_values, shown_records from public;
grant execute on function load_record, shown_records to huying_writer;
