-- What is kept for a while only: answers to repeated requests, sessions that ended. In small portions, so that no sweep
-- stands in the way of an intake.

create index idempotency_by_time on idempotency (city, at);

create function sweep_old(city_now text, before timestamptz, most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone integer;
  more integer;
begin
  delete from idempotency i using (
    select city, caller, key from idempotency where city = city_now and at < before order by at limit most
  ) old where i.city = old.city and i.caller = old.caller and i.key = old.key;
  get diagnostics gone = row_count;
  delete from session s using (
    select city, token_hash from session
    where city = city_now and (expires_at < before or ended_at < before) limit most
  ) old where s.city = old.city and s.token_hash = old.token_hash;
  get diagnostics more = row_count;
  return gone + more;
end
$$;

-- What waits, for whoever watches the machine: numbers only.
create function backlog_of(city_now text, now_at timestamptz)
returns table (name text, waiting bigint, oldest_seconds double precision)
language sql stable security definer set search_path = public, pg_temp as $$
  select 'timers', count(*), coalesce(extract(epoch from now_at - min(at)), 0)
  from timer where city = city_now and at <= now_at and not parked
  union all
  select 'timers_parked', count(*), 0 from timer where city = city_now and parked
  union all
  select 'outbox', count(*), coalesce(extract(epoch from now_at - min(at)), 0)
  from outbox where city = city_now and state = 'waiting' and at <= now_at
  union all
  select 'outbox_parked', count(*), 0 from outbox where city = city_now and state = 'parked'
$$;

revoke execute on function sweep_old, backlog_of from public;
grant execute on function sweep_old, backlog_of to huying_writer;
