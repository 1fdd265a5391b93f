-- Each version of a definition as it first went into service: the same version with another hash stops the boot.

create table definition_version (
  city text collate "C" not null,
  code text collate "C" not null,
  version integer not null,
  hash text not null,
  body jsonb not null,
  since timestamptz not null,
  primary key (city, code, version)
);

-- Keeps a version when it is new and returns what is kept: its hash and body.
create function keep_definition(city_now text, code_now text, version_now integer, hash_now text, body_now jsonb,
  at_now timestamptz) returns table (hash text, body jsonb)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into definition_version (city, code, version, hash, body, since)
  values (city_now, code_now, version_now, hash_now, body_now, at_now)
  on conflict do nothing;
  return query select d.hash, d.body from definition_version d
  where d.city = city_now and d.code = code_now and d.version = version_now;
end
$$;

-- Versions that open cases still run on.
create function versions_in_use(city_now text) returns table (code text, version integer, open bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select definition, c.version, count(*) from cases c
  where c.city = city_now and not c.final group by definition, c.version
$$;

revoke execute on function keep_definition, versions_in_use from public;
grant execute on function keep_definition, versions_in_use to huying_writer;
grant select on definition_version to huying_reader;
