-- Registers of a city as its administrators see them, and what hangs on a unit.

create function list_records(city_now text, register_now text, after_now text, most integer) returns setof jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select record_with_values(r, s.seq, s.head)
  from records r join stream s on s.city = r.city and s.kind = 'record' and s.id = r.id
  where r.city = city_now and r.register = register_now and r.own_id > after_now
  order by r.own_id limit most
$$;

-- All rows of some registers as they stand: what a server needs of a city. Without their streams, so that a city that
-- was founded a moment ago, of which the planner knows nothing yet, is read as quickly as any other.
create function city_rows(city_now text, registers text[])
returns table (register text, own_id text, valid_from date, valid_to date, data jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.register, r.own_id, r.valid_from, r.valid_to, r.data from records r
  where r.city = city_now and r.register = any (registers)
  order by r.register, r.own_id
$$;

-- Open cases with one of these units in their chain: what a reorganisation has to look at.
create function open_cases_of_units(city_now text, units text[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select c.id from cases c where c.city = city_now and not c.final and c.chain && units order by c.id
$$;

-- Has any row of a register changed since a transaction? With the place from which to ask next.
create function records_changed(city_now text, from_tx xid8) returns table (changed boolean, upto xid8)
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
    select from event e
    where e.tx >= from_tx and e.tx < pg_snapshot_xmin(pg_current_snapshot()) and e.city = city_now
      and e.kind = 'record'
  ), pg_snapshot_xmin(pg_current_snapshot())
$$;

revoke execute on function list_records, city_rows, open_cases_of_units, records_changed from public;
grant execute on function list_records, city_rows, open_cases_of_units, records_changed to huying_writer;
