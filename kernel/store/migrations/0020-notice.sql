-- Notices: delivery of outbox rows, the hold of a deployment, webhook subscriptions. The runner is
-- kernel/notice/deliver.ts; the writer may call these functions and touches no table.

-- While a row without `released_at` stands nothing of the city leaves: a restored server begins so.
create table delivery_hold (
  city text collate "C" not null,
  id uuid not null,
  since timestamptz not null,
  reason text not null,
  held_by text collate "C" not null,
  released_at timestamptz,
  released_by text collate "C",
  primary key (city, id)
);
create unique index delivery_hold_now on delivery_hold (city) where released_at is null;

create table webhook_subscription (
  city text collate "C" not null,
  id uuid not null,
  url text not null,
  -- sealed like a private value (kernel/store/private.ts); the key lies outside the database
  secret bytea not null,
  key_id text collate "C" not null,
  -- `hotline.request.dispatch`, `hotline.request.*` or `*`
  event_types text[] not null check (cardinality(event_types) between 1 and 100),
  active boolean not null default true,
  created_at timestamptz not null,
  created_by text collate "C" not null,
  ended_at timestamptz,
  ended_because text,
  primary key (city, id)
);

-- Events of transactions below this one have been laid into the outbox for the subscribers.
create table webhook_follow (
  city text collate "C" primary key,
  below xid8 not null
);

-- Receipts of a gateway that were here before its answer to the sending: kept until that answer names their number.
create table receipt_early (
  city text collate "C" not null,
  channel text collate "C" not null,
  receipt text collate "C" not null,
  delivered boolean not null,
  reason text,
  at timestamptz not null,
  primary key (city, channel, receipt)
);

-- Rows that are not done with: the runner takes the waiting ones in order, the admin sees the others.
drop index outbox_by_time;
create index outbox_open on outbox (city, state, at, id) where state in ('waiting', 'parked', 'held');
create index outbox_of_case on outbox (city, stream, seq, id) where state = 'waiting';
create index outbox_by_receipt on outbox (city, channel, receipt) where receipt is not null;

create function delivery_held(city_now text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from delivery_hold where city = city_now and released_at is null)
$$;

-- One receiver of a case reads its messages in their order.
create function same_receiver(one jsonb, other jsonb) returns boolean
language sql immutable as $$
  select one -> 'to' is not distinct from other -> 'to'
    and one -> 'subscription' is not distinct from other -> 'subscription'
$$;

-- Leases due rows to one runner by moving their moment; a runner that dies loses them by time. A row waits while an
-- earlier one of its case for the same receiver is due, on its way, or to be tried again; not while that one merely
-- waits for the morning.
create function outbox_take(city_now text, now_at timestamptz, most integer, lease interval, channels text[])
returns table (id uuid, kind text, stream uuid, seq integer, channel text, body jsonb, attempt integer)
language sql security definer set search_path = public, pg_temp as $$
  with due as materialized (
    select o.id, o.at from outbox o
    where o.city = city_now and o.state = 'waiting' and o.at <= now_at and o.channel = any (channels)
      and not delivery_held(city_now)
      and not exists (
        select from outbox e
        where e.city = city_now and e.stream = o.stream and e.state = 'waiting' and (e.seq, e.id) < (o.seq, o.id)
          and e.channel = o.channel and (e.at <= now_at or e.attempts > 0) and same_receiver(e.body, o.body)
      )
    order by o.at, o.id limit most for update of o skip locked
  ), taken as (
    update outbox o set at = now_at + lease, attempts = o.attempts + 1
    from due where o.city = city_now and o.id = due.id
    returning o.id, o.kind, o.stream, o.seq, o.channel, o.body, o.attempts, due.at as due_at
  )
  select t.id, t.kind, t.stream, t.seq, t.channel, t.body, t.attempts from taken t order by t.due_at, t.id
$$;

-- What the gateway reports later, by our id or by its own. A second receipt of the same kind, and a failure after a
-- delivery, change nothing. One by a number that no row has yet is kept for a week: the gateway's answer that names it
-- may be on its way. Says whether something changed.
create function outbox_receipt(city_now text, channel_now text, id_now uuid, receipt_now text, delivered_now boolean,
  reason_now text, now_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  number text := nullif(left(receipt_now, 200), '');
begin
  -- the answer to the sending (outbox_done) waits here, or this receipt waits for it
  perform pg_advisory_xact_lock(hashtextextended(concat_ws('/', 'receipt', city_now, channel_now, number), 0));
  update outbox o set
    state = case when delivered_now then 'delivered' else 'parked' end,
    sent_at = coalesce(o.sent_at, now_at), receipt = coalesce(o.receipt, number),
    last_error = case when delivered_now then null else left(reason_now, 500) end
  where o.city = city_now and o.channel = channel_now
    and ((id_now is not null and o.id = id_now) or (id_now is null and o.receipt = number))
    and (o.state in ('waiting', 'sent') or (delivered_now and o.state in ('parked', 'held')));
  if found then
    return true;
  end if;
  if id_now is not null or number is null or exists (
    select from outbox o where o.city = city_now and o.channel = channel_now and o.receipt = number
  ) then
    return false;
  end if;
  delete from receipt_early e where e.city = city_now and e.at < now_at - interval '7 days';
  insert into receipt_early as e (city, channel, receipt, delivered, reason, at)
  values (city_now, channel_now, number, delivered_now, left(reason_now, 500), now_at)
  on conflict (city, channel, receipt) do update set delivered = true, reason = null, at = excluded.at
  where not e.delivered and excluded.delivered;
  return found;
end
$$;

-- The gateway took it. What its receipts said before this answer stays: a row that was parked by a failed attempt has
-- never been sent, one that was parked by a receipt has.
create function outbox_done(city_now text, id_now uuid, receipt_now text, now_at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  number text := nullif(left(receipt_now, 200), '');
  channel_now text;
  early receipt_early;
begin
  select o.channel into channel_now from outbox o where o.city = city_now and o.id = id_now;
  if number is not null then
    perform pg_advisory_xact_lock(hashtextextended(concat_ws('/', 'receipt', city_now, channel_now, number), 0));
  end if;
  update outbox o set
    state = case when o.state = 'delivered' or (o.state = 'parked' and o.sent_at is not null) then o.state
      else 'sent' end,
    last_error = case when o.state = 'parked' and o.sent_at is not null then o.last_error end,
    sent_at = coalesce(o.sent_at, now_at), receipt = coalesce(number, o.receipt)
  where o.city = city_now and o.id = id_now;
  if number is not null then
    delete from receipt_early e where e.city = city_now and e.channel = channel_now and e.receipt = number
    returning e.* into early;
    if found then
      perform outbox_receipt(city_now, channel_now, id_now, number, early.delivered, early.reason, early.at);
    end if;
  end if;
end
$$;

-- Not sent: again later, or parked. Only the attempt that holds the lease may say so. What the same receiver is to read
-- after it waits as long, so that nobody looks at those rows in vain.
create function outbox_failed(city_now text, id_now uuid, attempt_now integer, next_at timestamptz, error_now text,
  park boolean) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with changed as (
    update outbox o set at = next_at, last_error = left(error_now, 500),
      state = case when park then 'parked' else 'waiting' end
    where o.city = city_now and o.id = id_now and o.attempts = attempt_now and o.state = 'waiting'
    returning o.id, o.stream, o.seq, o.channel, o.body
  ), moved as (
    update outbox o set at = next_at
    from changed c
    where not park and o.city = city_now and o.stream = c.stream and o.state = 'waiting' and o.channel = c.channel
      and (o.seq, o.id) > (c.seq, c.id) and o.at < next_at and same_receiver(o.body, c.body)
  )
  select exists (select from changed)
$$;

-- Not tried: quiet hours, or the lease would not have lasted. The attempt does not count.
create function outbox_postpone(city_now text, id_now uuid, attempt_now integer, next_at timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
  update outbox set at = next_at, attempts = attempts - 1
  where city = city_now and id = id_now and attempts = attempt_now and state = 'waiting'
$$;

-- An administrator sends parked rows, or rows set aside, once more.
create function outbox_again(city_now text, ids uuid[], now_at timestamptz) returns integer
language sql security definer set search_path = public, pg_temp as $$
  with changed as (
    update outbox set state = 'waiting', at = now_at, attempts = 0, sent_at = null, receipt = null
    where city = city_now and id = any (ids) and state in ('parked', 'held')
    returning 1
  )
  select count(*)::integer from changed
$$;

-- An administrator takes rows out of delivery.
create function outbox_set_aside(city_now text, ids uuid[], reason text) returns integer
language sql security definer set search_path = public, pg_temp as $$
  with changed as (
    update outbox set state = 'held', last_error = left(reason, 500)
    where city = city_now and id = any (ids) and state in ('waiting', 'parked')
    returning 1
  )
  select count(*)::integer from changed
$$;

create function hold_delivery(city_now text, id_now uuid, reason_now text, by_now text, now_at timestamptz)
returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with held as (
    insert into delivery_hold (city, id, since, reason, held_by)
    values (city_now, id_now, now_at, reason_now, by_now)
    on conflict (city) where released_at is null do nothing
    returning 1
  )
  select exists (select from held)
$$;

-- What the list showed as sent long ago is set aside in the same step, so that no runner is quicker.
create function release_delivery(city_now text, by_now text, now_at timestamptz, except_ids uuid[]) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update delivery_hold set released_at = now_at, released_by = by_now
  where city = city_now and released_at is null;
  if not found then
    return false;
  end if;
  perform outbox_set_aside(city_now, except_ids, 'set aside at the release by ' || by_now);
  return true;
end
$$;

-- The newest value of one private field of a case, sealed; no row where it was never given or was erased.
create function notice_value(city_now text, case_now uuid, field_now text)
returns table (seq integer, key_id text, value bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select v.seq, v.key_id, v.value
  from cases c
  join private_value v on v.city = c.city and v.kind = 'case' and v.id = c.id and v.field = field_now
    and v.seq = (c.deadlines -> 'sealed' ->> field_now)::integer
  where c.city = city_now and c.id = case_now
$$;

-- The first subscriber begins the following: nothing that happened before is sent to anybody.
create function webhook_subscribe(city_now text, id_now uuid, url_now text, secret_now bytea, key_now text,
  types_now text[], by_now text, now_at timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- two first subscribers at once: the second waits here
  perform pg_advisory_xact_lock(hashtextextended('webhook ' || city_now, 0));
  if not exists (select from webhook_subscription where city = city_now and active) then
    insert into webhook_follow (city, below) values (city_now, pg_snapshot_xmin(pg_current_snapshot()))
    on conflict (city) do update set below = excluded.below;
  end if;
  insert into webhook_subscription (city, id, url, secret, key_id, event_types, created_at, created_by)
  values (city_now, id_now, url_now, secret_now, key_now, types_now, now_at, by_now);
end
$$;

create function webhook_end(city_now text, id_now uuid, because text, now_at timestamptz) returns boolean
language sql security definer set search_path = public, pg_temp as $$
  with ended as (
    update webhook_subscription set active = false, ended_at = now_at, ended_because = left(because, 500)
    where city = city_now and id = id_now and active
    returning 1
  )
  select exists (select from ended)
$$;

create function webhook_find(city_now text, id_now uuid)
returns table (url text, secret bytea, key_id text, active boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select s.url, s.secret, s.key_id, s.active from webhook_subscription s where s.city = city_now and s.id = id_now
$$;

-- The next events of cases whose transactions are final, whole transactions, about `most` of them, with the active
-- subscriptions; null where nobody subscribes or nothing happened.
create function webhook_next(city_now text, most integer) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  from_tx xid8;
  to_tx xid8;
  cut xid8;
  first_tx xid8;
begin
  select below into from_tx from webhook_follow where city = city_now;
  if not found or not exists (select from webhook_subscription where city = city_now and active) then
    return null;
  end if;
  to_tx := pg_snapshot_xmin(pg_current_snapshot());
  if to_tx < from_tx then
    -- restored into another cluster, where transactions are numbered anew: nothing old is sent a second time
    update webhook_follow set below = to_tx where city = city_now and below = from_tx;
    return null;
  end if;
  select tx into first_tx from event
  where city = city_now and kind = 'case' and tx >= from_tx and tx < to_tx order by tx limit 1;
  if not found then
    -- where other cities are busy the empty stretch is not read again and again
    if to_tx::text::bigint - from_tx::text::bigint > 10000 then
      update webhook_follow set below = to_tx where city = city_now and below = from_tx;
    end if;
    return null;
  end if;
  select tx into cut from event
  where city = city_now and kind = 'case' and tx >= from_tx and tx < to_tx order by tx offset most limit 1;
  if cut > first_tx then
    to_tx := cut;
  elsif cut is not null then
    -- a transaction larger than a batch is taken whole
    to_tx := coalesce((
      select tx from event where city = city_now and kind = 'case' and tx > cut and tx < to_tx order by tx limit 1
    ), to_tx);
  end if;
  return jsonb_build_object(
    'from', from_tx::text,
    'to', to_tx::text,
    'events', (
      select jsonb_agg(jsonb_build_object('stream', e.id, 'seq', e.seq, 'verb', e.type, 'definition', c.definition,
        'number', c.number, 'at', e.recorded_at) order by e.tx, e.id, e.seq)
      from event e join cases c on c.city = e.city and c.id = e.id
      where e.city = city_now and e.kind = 'case' and e.tx >= from_tx and e.tx < to_tx
    ),
    'subscriptions', (
      select jsonb_agg(jsonb_build_object('id', s.id, 'types', to_jsonb(s.event_types), 'since', s.created_at))
      from webhook_subscription s where s.city = city_now and s.active
    )
  );
end
$$;

-- Lays the rows into the outbox and moves on; false where another server was quicker.
create function webhook_put(city_now text, from_tx xid8, to_tx xid8, rows jsonb) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update webhook_follow set below = to_tx where city = city_now and below = from_tx;
  if not found then
    return false;
  end if;
  insert into outbox (city, id, kind, stream, seq, channel, body, at)
  select city_now, r.id, 'case', r.stream, r.seq, 'webhook', r.body, r.at
  from jsonb_populate_recordset(null::outbox, rows) r;
  return true;
end
$$;

revoke execute on function delivery_held, same_receiver, outbox_take, outbox_done, outbox_failed, outbox_postpone,
  outbox_receipt, outbox_again, outbox_set_aside, hold_delivery, release_delivery, notice_value, webhook_subscribe, webhook_end,
  webhook_find, webhook_next, webhook_put from public;
grant execute on function delivery_held, outbox_take, outbox_done, outbox_failed, outbox_postpone, outbox_receipt,
  outbox_again, outbox_set_aside, hold_delivery, release_delivery, notice_value, webhook_subscribe, webhook_end,
  webhook_find, webhook_next, webhook_put to huying_writer;
grant select on delivery_hold to huying_reader;
-- everything but the secret
grant select (city, id, url, event_types, active, created_at, created_by, ended_at, ended_because)
  on webhook_subscription to huying_reader;
