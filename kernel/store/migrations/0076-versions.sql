-- Open cases that run on one version of a definition: what a migration has to try.

create function open_cases_of_version(city_now text, code_now text, version_now integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select id from cases where city = city_now and definition = code_now and version = version_now and not final
  order by id
$$;

revoke execute on function open_cases_of_version from public;
grant execute on function open_cases_of_version to huying_writer;
