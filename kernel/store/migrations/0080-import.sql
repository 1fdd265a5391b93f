-- Import of cases of earlier systems: which of these foreign numbers are here already.

create function known_foreign(city_now text, system_now text, ids text[]) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
  select foreign_id from cases where city = city_now and foreign_system = system_now and foreign_id = any (ids)
$$;

revoke execute on function known_foreign from public;
grant execute on function known_foreign to huying_writer;
