-- Accounts of people who sign in, with the history that an auditor asks for in their streams; sessions that end.

alter table account
  add column id uuid,
  add column must_change boolean not null default true,
  add column disabled boolean not null default false,
  -- hashes of earlier passwords, newest first: they may not come again
  add column earlier text[] not null default '{}',
  add column seen_at timestamptz;
update account set id = gen_random_uuid() where id is null;
alter table account alter column id set not null;
create unique index account_by_id on account (city, id);
create index account_by_person on account (city, person);

create function load_account(city_now text, name_now text) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select to_jsonb(a) || jsonb_build_object('seq', s.seq, 'head', encode(s.head, 'hex'))
  from account a join stream s on s.city = a.city and s.kind = 'account' and s.id = a.id
  where a.city = city_now and a.name = name_now
$$;

-- The account as it is after an event, with the event, in one transaction.
create function write_account(batch jsonb, row_now jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  city_now text := batch ->> 'city';
  answer jsonb;
begin
  answer := commit_batch(batch);
  insert into account (city, name, person, password_hash, failures, locked_until, changed_at, id, must_change,
    disabled, earlier, seen_at)
  select city_now, a.name, a.person, a.password_hash, a.failures, a.locked_until, a.changed_at, a.id, a.must_change,
    a.disabled, a.earlier, a.seen_at
  from jsonb_populate_record(null::account, row_now) a
  on conflict (city, name) do update set
    person = excluded.person, password_hash = excluded.password_hash, failures = excluded.failures,
    locked_until = excluded.locked_until, changed_at = excluded.changed_at, must_change = excluded.must_change,
    disabled = excluded.disabled, earlier = excluded.earlier, seen_at = excluded.seen_at;
  return answer;
end
$$;

create function list_accounts(city_now text)
returns table (name text, person text, disabled boolean, locked_until timestamptz, changed_at timestamptz,
  seen_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.name, a.person, a.disabled, a.locked_until, a.changed_at, a.seen_at from account a
  where a.city = city_now order by a.name
$$;

-- `idle`: a session that was not used for so long is over; null for tokens that only expire.
alter table session add column idle interval;
drop function open_session(text, bytea, text, text, timestamptz, timestamptz);
create function open_session(city_now text, hash_now bytea, post_now text, person_now text, now_at timestamptz,
  until_at timestamptz, idle_now interval) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into session (city, token_hash, post, person, created_at, expires_at, seen_at, idle)
  values (city_now, hash_now, post_now, person_now, now_at, until_at, now_at, idle_now)
  on conflict (city, token_hash) do nothing
$$;

-- Being used is noted once a minute, so that reading stays cheap.
create function use_session(city_now text, hash_now bytea, now_at timestamptz)
returns table (post text, person text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  found_row session;
begin
  select * into found_row from session s
  where s.city = city_now and s.token_hash = hash_now and s.ended_at is null and s.expires_at > now_at
    and (s.idle is null or s.seen_at > now_at - s.idle);
  if not found then
    return;
  end if;
  if found_row.seen_at < now_at - interval '1 minute' then
    update session s set seen_at = now_at where s.city = city_now and s.token_hash = hash_now;
  end if;
  return query select found_row.post, found_row.person;
end
$$;

-- Ends one session, or all of a person but one.
create function end_session(city_now text, hash_now bytea, now_at timestamptz) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with ended as (
    update session set ended_at = now_at where city = city_now and token_hash = hash_now and ended_at is null
    returning 1
  )
  select exists (select from ended)
$$;

create function end_sessions_of(city_now text, person_now text, but bytea, now_at timestamptz) returns integer
language sql security definer set search_path = public, pg_temp as $$
  with ended as (
    update session set ended_at = now_at
    where city = city_now and person = person_now and ended_at is null and token_hash <> but
    returning 1
  )
  select count(*)::integer from ended
$$;
create index session_by_person on session (city, person) where ended_at is null;

revoke execute on function open_session, load_account, write_account, list_accounts, use_session, end_session, end_sessions_of
  from public;
grant execute on function open_session, load_account, write_account, list_accounts, use_session, end_session, end_sessions_of
  to huying_writer;
