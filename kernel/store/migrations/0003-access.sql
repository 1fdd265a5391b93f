-- The second fence: a reader sees the rows of one scope, whatever its query says. The scope is set in the reading
-- transaction (kernel/access/scope.ts). Policies use range predicates on collate "C" paths and call current_setting
-- directly, so that the planner can estimate them (docs/TRAPS.md).

create table session (
  city text collate "C" not null,
  -- SHA-256 of the token; the token itself is never stored
  token_hash bytea not null,
  post text collate "C" not null,
  person text collate "C",
  created_at timestamptz not null,
  expires_at timestamptz not null,
  seen_at timestamptz not null,
  ended_at timestamptz,
  primary key (city, token_hash)
);
create index session_by_post on session (city, post);

create table account (
  city text collate "C" not null,
  -- sign-in name; the person and the posts belong to the registers
  name text collate "C" not null,
  person text collate "C" not null,
  password_hash text not null,
  failures integer not null default 0,
  locked_until timestamptz,
  changed_at timestamptz not null,
  primary key (city, name)
);

alter table cases enable row level security;
alter table cases force row level security;
create policy cases_of_owner on cases to huying_owner using (true) with check (true);
create policy cases_in_scope on cases for select to huying_reader using (
  city = current_setting('huying.city') and (
    current_setting('huying.all') = 'yes'
    or exists (
      select from case_scope s
      where s.city = cases.city and s.case_id = cases.id and s.until is null and s.allowed <> 'count' and (
        (s.axis in ('handler', 'coHandler', 'firstReceiver', 'copied') and s.path = current_setting('huying.unit'))
        or (s.axis = 'place'
          and s.path >= current_setting('huying.place_from') and s.path < current_setting('huying.place_to'))
        or (s.axis = 'line'
          and s.path >= current_setting('huying.line_from') and s.path < current_setting('huying.line_to'))
      )
    )
  )
);

alter table case_scope enable row level security;
alter table case_scope force row level security;
create policy scope_of_owner on case_scope to huying_owner using (true) with check (true);
create policy scope_in_scope on case_scope for select to huying_reader using (
  city = current_setting('huying.city')
  and (
    current_setting('huying.all') = 'yes'
    or (axis in ('handler', 'coHandler', 'firstReceiver', 'copied') and path = current_setting('huying.unit'))
    or (axis = 'place' and path >= current_setting('huying.place_from') and path < current_setting('huying.place_to'))
    or (axis = 'line' and path >= current_setting('huying.line_from') and path < current_setting('huying.line_to'))
  )
);

alter table private_value enable row level security;
alter table private_value force row level security;
create policy private_of_owner on private_value to huying_owner using (true) with check (true);
create policy private_in_scope on private_value for select to huying_reader using (
  city = current_setting('huying.city')
  and (
    current_setting('huying.all') = 'yes'
    or (
      (class <> 'whistleblower' or current_setting('huying.centre') = 'yes')
      and (
        kind <> 'case'
        or exists (select from cases c where c.city = private_value.city and c.id = private_value.id)
      )
    )
  )
);

alter table event enable row level security;
alter table event force row level security;
create policy event_of_owner on event to huying_owner using (true) with check (true);
create policy event_in_scope on event for select to huying_reader using (
  city = current_setting('huying.city')
  and (
    current_setting('huying.all') = 'yes'
    or kind <> 'case'
    or exists (select from cases c where c.city = event.city and c.id = event.id)
  )
);

grant usage on schema public to huying_reader, huying_writer;
grant select on city, stream, event, private_value, cases, case_scope, timer, tally, search_key, outbox, idempotency,
  contact, contact_case, records to huying_reader;

-- The writer owns no table: it may call these functions and nothing else.
create function take_numbers(city_now text, day_now date, how_many integer) returns integer
language sql security definer set search_path = public, pg_temp as $$
  insert into number_block (city, day, next) values (city_now, day_now, how_many + 1)
  on conflict (city, day) do update set next = number_block.next + how_many
  returning next - how_many
$$;

create function found_city(city_now text, mark_now text, zone_now text, at_now timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into city (city, mark, zone, created_at) values (city_now, mark_now, zone_now, at_now)
  on conflict (city) do nothing
$$;

create function open_session(city_now text, hash_now bytea, post_now text, person_now text, now_at timestamptz,
  until_at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into session (city, token_hash, post, person, created_at, expires_at, seen_at)
  values (city_now, hash_now, post_now, person_now, now_at, until_at, now_at)
  on conflict (city, token_hash) do nothing
$$;

create function find_session(city_now text, hash_now bytea, now_at timestamptz)
returns table (post text, person text)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.post, s.person from session s
  where s.city = city_now and s.token_hash = hash_now and s.ended_at is null and s.expires_at > now_at
$$;

-- Timers that are due: each is leased to one runner by moving its moment; a runner that dies loses it by time.
create function take_timers(city_now text, now_at timestamptz, most integer, lease interval)
returns table (case_id uuid)
language sql security definer set search_path = public, pg_temp as $$
  update timer set at = now_at + lease, attempts = attempts + 1
  from (
    select t.city, t.case_id from timer t where t.city = city_now and t.at <= now_at and not t.parked
    order by t.at limit most for update skip locked
  ) due
  where timer.city = due.city and timer.case_id = due.case_id
  returning timer.case_id
$$;

create function fail_timer(city_now text, case_now uuid, error_now text, attempts_most integer) returns void
language sql security definer set search_path = public, pg_temp as $$
  update timer set last_error = left(error_now, 500), parked = attempts >= attempts_most
  where city = city_now and case_id = case_now
$$;

create function drop_timer(city_now text, case_now uuid) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from timer where city = city_now and case_id = case_now
$$;

revoke execute on all functions in schema public from public;
grant execute on function commit_batch, take_numbers, found_city, open_session, find_session, take_timers, fail_timer,
  drop_timer to huying_writer;
grant execute on function find_session to huying_reader;
