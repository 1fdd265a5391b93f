-- The commit: one call checks every stream and writes every row of one action, or nothing.
-- SQLSTATE HY409: a stream has moved on; HY422: the rows do not fit together (a defect of the caller).

create function commit_batch(batch jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  city_now text := batch ->> 'city';
  algorithm text;
  wanted record;
  found_seq integer;
  found_head bytea;
  kept jsonb;
begin
  select hash into algorithm from city where city.city = city_now;
  if not found then
    raise exception 'unknown city %', city_now using errcode = 'HY422';
  end if;

  if batch ? 'idempotency' then
    insert into idempotency (city, caller, key, body_hash, result, at)
    select city_now, i.caller, i.key, decode(i.body_hash, 'hex'), i.result, i.at
    from jsonb_to_record(batch -> 'idempotency')
      as i (caller text, key text, body_hash text, result jsonb, at timestamptz)
    on conflict do nothing;
    if not found then
      select jsonb_build_object('repeated', jsonb_build_object(
        'bodyHash', encode(k.body_hash, 'hex'), 'result', k.result))
      into kept
      from idempotency k
      where k.city = city_now and k.caller = batch #>> '{idempotency,caller}'
        and k.key = batch #>> '{idempotency,key}';
      return kept;
    end if;
  end if;

  -- one order for all commits, so that two of them never wait for each other in a circle
  for wanted in
    select s.kind, s.id, s.expected, s.seq, s.head
    from jsonb_to_recordset(batch -> 'streams')
      as s (kind text, id uuid, expected integer, seq integer, head text)
    order by s.kind, s.id
  loop
    if wanted.expected = 0 then
      found_head := ''::bytea;
      insert into stream (city, kind, id, seq, head)
      values (city_now, wanted.kind, wanted.id, wanted.seq, decode(wanted.head, 'hex'))
      on conflict do nothing;
      if not found then
        raise exception 'stream % % exists', wanted.kind, wanted.id using errcode = 'HY409';
      end if;
    else
      select stream.seq, stream.head into found_seq, found_head from stream
      where stream.city = city_now and stream.kind = wanted.kind and stream.id = wanted.id
      for no key update;
      if not found or found_seq <> wanted.expected then
        raise exception 'stream % % stands at %, not %', wanted.kind, wanted.id, found_seq, wanted.expected
          using errcode = 'HY409';
      end if;
      if wanted.seq > wanted.expected then
        update stream set seq = wanted.seq, head = decode(wanted.head, 'hex')
        where stream.city = city_now and stream.kind = wanted.kind and stream.id = wanted.id;
      end if;
    end if;
    perform write_events(batch, city_now, algorithm, wanted.kind, wanted.id, wanted.expected, wanted.seq, found_head,
      decode(wanted.head, 'hex'));
  end loop;
  perform write_rows(batch, city_now);
  return jsonb_build_object('ok', true);
end
$$;

-- The events of one stream in order: each follows the one before it, the last one is the head of its stream.
create function write_events(batch jsonb, city_now text, algorithm text, kind_now text, id_now uuid, before_seq integer,
  last_seq integer, before_head bytea, last_head bytea) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  head bytea := before_head;
  at integer := before_seq;
  one record;
begin
  for one in
    select e.seq, e.type, e.recorded_at, e.happened_at, e.body, decode(e.hash, 'hex') as hash
    from jsonb_to_recordset(batch -> 'events')
      as e (kind text, id uuid, seq integer, type text, recorded_at timestamptz, happened_at timestamptz,
            body text, hash text)
    where e.kind = kind_now and e.id = id_now
    order by e.seq
  loop
    at := at + 1;
    -- the engine has no SM3: chains of such a city are checked by the reader of the log
    if one.seq <> at
      or (algorithm = 'sha256' and sha256(head || convert_to(one.body, 'UTF8')) <> one.hash) then
      raise exception 'event % does not follow the one before it', one.type using errcode = 'HY422';
    end if;
    insert into event (city, kind, id, seq, type, recorded_at, happened_at, body, hash)
    values (city_now, kind_now, id_now, one.seq, one.type, one.recorded_at, one.happened_at, one.body, one.hash);
    head := one.hash;
  end loop;
  if at <> last_seq or head <> last_head then
    raise exception 'head of a % is not its last event', kind_now using errcode = 'HY422';
  end if;
end
$$;

create function write_rows(batch jsonb, city_now text) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  if batch ? 'private' then
    insert into private_value (city, kind, id, seq, field, class, salt, value, key_id)
    select city_now, p.kind, p.id, p.seq, p.field, p.class, decode(p.salt, 'hex'), decode(p.value, 'base64'), p.key_id
    from jsonb_to_recordset(batch -> 'private')
      as p (kind text, id uuid, seq integer, field text, class text, salt text, value text, key_id text);
  end if;
  if batch ? 'opened' then
    insert into cases (city, id, definition, version, number, state, final, owner, unit, holder, chain, first_receiver,
      place, category, channel, foreign_system, foreign_id, parent, opened_at, last_at, due_at, owner_due_at, etag,
      data, marks, deadlines)
    select city_now, c.id, c.definition, c.version, c.number, c.state, c.final, c.owner, c.unit, c.holder,
      c.chain, c.first_receiver, c.place, c.category, c.channel, c.foreign_system, c.foreign_id, c.parent,
      c.opened_at, c.last_at, c.due_at, c.owner_due_at, c.etag, c.data, c.marks, c.deadlines
    from jsonb_populate_recordset(null::cases, batch -> 'opened') c;
  end if;
  if batch ? 'changed' then
    update cases set version = c.version, state = c.state, final = c.final, owner = c.owner, unit = c.unit, holder = c.holder,
      chain = c.chain, first_receiver = c.first_receiver, place = c.place, category = c.category, last_at = c.last_at,
      due_at = c.due_at, owner_due_at = c.owner_due_at, etag = c.etag, data = c.data, marks = c.marks,
      deadlines = c.deadlines
    from jsonb_populate_recordset(null::cases, batch -> 'changed') c
    where cases.city = city_now and cases.id = c.id;
  end if;
  if batch ? 'records' then
    insert into records (city, id, register, own_id, valid_from, valid_to, place, etag, data, sealed)
    select city_now, r.id, r.register, r.own_id, r.valid_from, r.valid_to, r.place, r.etag, r.data, r.sealed
    from jsonb_populate_recordset(null::records, batch -> 'records') r
    on conflict (city, id) do update
      set valid_from = excluded.valid_from, valid_to = excluded.valid_to, place = excluded.place,
        etag = excluded.etag, data = excluded.data, sealed = excluded.sealed;
  end if;
  if batch ? 'scopes' then
    insert into case_scope (city, case_id, axis, path, allowed, since, until)
    select city_now, s.case_id, s.axis, s.path, s.allowed, s.since, s.until
    from jsonb_populate_recordset(null::case_scope, batch -> 'scopes') s
    on conflict (city, case_id, axis, path) do update
      set allowed = excluded.allowed, since = excluded.since, until = excluded.until;
  end if;
  if batch ? 'timers' then
    insert into timer (city, case_id, at)
    select city_now, t.case_id, t.at from jsonb_populate_recordset(null::timer, batch -> 'timers') t
    where t.at is not null
    on conflict (city, case_id) do update set at = excluded.at, attempts = 0, parked = false, last_error = null;
    delete from timer using jsonb_populate_recordset(null::timer, batch -> 'timers') t
    where timer.city = city_now and timer.case_id = t.case_id and t.at is null;
  end if;
  if batch ? 'tallies' then
    insert into tally (city, indicator, part, happened_on, case_id, seq, delta, unit, place, category, recorded_at)
    select city_now, t.indicator, t.part, t.happened_on, t.case_id, t.seq, t.delta, t.unit, t.place, t.category,
      t.recorded_at
    from jsonb_populate_recordset(null::tally, batch -> 'tallies') t;
  end if;
  if batch ? 'keys' then
    insert into search_key (city, definition, field, value, id)
    select city_now, k.definition, k.field, k.value, k.id
    from jsonb_populate_recordset(null::search_key, batch -> 'keys') k
    on conflict do nothing;
  end if;
  if batch ? 'outbox' then
    insert into outbox (city, id, kind, stream, seq, channel, body, at)
    select city_now, o.id, o.kind, o.stream, o.seq, o.channel, o.body, o.at
    from jsonb_populate_recordset(null::outbox, batch -> 'outbox') o;
  end if;
  if batch ? 'contacts' then
    insert into contact (city, id, channel, direction, foreign_id, queued_at, rung_at, answered_at, ended_at, agent,
      skill_group, recording, result, recorded_at)
    select city_now, c.id, c.channel, c.direction, c.foreign_id, c.queued_at, c.rung_at, c.answered_at, c.ended_at,
      c.agent, c.skill_group, c.recording, c.result, c.recorded_at
    from jsonb_populate_recordset(null::contact, batch -> 'contacts') c;
  end if;
  if batch ? 'contactCases' then
    insert into contact_case (city, contact_id, case_id, relation)
    select city_now, c.contact_id, c.case_id, c.relation
    from jsonb_populate_recordset(null::contact_case, batch -> 'contactCases') c
    on conflict do nothing;
  end if;
end
$$;
