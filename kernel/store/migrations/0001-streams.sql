-- Streams, events and everything that one commit writes. `city` stands first in every key (docs/ARCHITECTURE.md).

create table city (
  city text collate "C" primary key,
  -- live, demo or test: simulated time is allowed in the latter two only
  mark text not null check (mark in ('live', 'demo', 'test')),
  zone text not null,
  hash text not null default 'sha256' check (hash in ('sha256', 'sm3')),
  created_at timestamptz not null
);

create table stream (
  city text collate "C" not null,
  kind text collate "C" not null,
  id uuid not null,
  seq integer not null,
  head bytea not null,
  primary key (city, kind, id)
) with (fillfactor = 70);

create table event (
  city text collate "C" not null,
  kind text collate "C" not null,
  id uuid not null,
  seq integer not null,
  type text collate "C" not null,
  recorded_at timestamptz not null,
  happened_at timestamptz,
  -- canonical text (RFC 8785); the hash covers these bytes and the hash before
  body text not null,
  hash bytea not null,
  -- followers read in order of transactions and stop below the oldest running one
  tx xid8 not null default pg_current_xact_id(),
  primary key (city, kind, id, seq)
);
create index event_by_tx on event (tx);

create table private_value (
  city text collate "C" not null,
  kind text collate "C" not null,
  id uuid not null,
  seq integer not null,
  field text collate "C" not null,
  class text collate "C" not null,
  salt bytea not null,
  value bytea not null,
  key_id text collate "C" not null,
  primary key (city, kind, id, seq, field)
);

create table cases (
  city text collate "C" not null,
  id uuid not null,
  definition text collate "C" not null,
  version integer not null,
  number text collate "C" not null,
  state text collate "C" not null,
  final boolean not null,
  -- who has to act now: a unit, or `post:role` for a desk of the centre; null once it is final (law 1)
  owner text collate "C",
  -- the unit one level below the centre, and the unit that holds it now (end of the chain)
  unit text collate "C",
  holder text collate "C",
  chain text[] not null,
  first_receiver text collate "C",
  place text collate "C",
  category text collate "C",
  channel text collate "C" not null,
  foreign_system text collate "C",
  foreign_id text collate "C",
  parent uuid,
  opened_at timestamptz not null,
  last_at timestamptz not null,
  due_at timestamptz,
  -- the next due moment among the clocks that run
  owner_due_at timestamptz,
  etag integer not null,
  data jsonb not null,
  marks jsonb not null,
  deadlines jsonb not null,
  primary key (city, id)
) with (fillfactor = 80);
create unique index cases_by_number on cases (city, number);
create index cases_by_owner on cases (city, owner, owner_due_at, id) where not final;
create index cases_by_opening on cases (city, definition, opened_at desc, id);
create index cases_by_parent on cases (city, parent) where parent is not null;
create unique index cases_by_foreign on cases (city, foreign_system, foreign_id) where foreign_id is not null;

create table case_scope (
  city text collate "C" not null,
  case_id uuid not null,
  axis text collate "C" not null
    check (axis in ('handler', 'coHandler', 'firstReceiver', 'place', 'line', 'copied')),
  path text collate "C" not null,
  -- what the axis gives at most; the post's role may give less
  allowed text collate "C" not null check (allowed in ('count', 'read', 'act')),
  since timestamptz not null,
  until timestamptz,
  primary key (city, case_id, axis, path)
);
create index case_scope_by_path on case_scope (city, axis, path, case_id desc);

create table timer (
  city text collate "C" not null,
  case_id uuid not null,
  at timestamptz not null,
  attempts integer not null default 0,
  parked boolean not null default false,
  last_error text,
  primary key (city, case_id)
) with (fillfactor = 70);
create index timer_by_time on timer (at) where not parked;

create table tally (
  city text collate "C" not null,
  indicator text collate "C" not null,
  part text collate "C" not null check (part in ('share', 'of')),
  happened_on date not null,
  case_id uuid not null,
  seq integer not null,
  delta smallint not null check (delta in (-1, 1)),
  unit text collate "C",
  place text collate "C",
  category text collate "C",
  recorded_at timestamptz not null,
  primary key (city, indicator, part, happened_on, case_id, seq, delta)
);

create table search_key (
  city text collate "C" not null,
  definition text collate "C" not null,
  field text collate "C" not null,
  value text collate "C" not null,
  id uuid not null,
  primary key (city, definition, field, value, id)
);

create table outbox (
  city text collate "C" not null,
  id uuid not null,
  kind text collate "C" not null,
  stream uuid not null,
  seq integer not null,
  channel text collate "C" not null,
  -- template code, reference of the receiver and values by name; nothing private stands here
  body jsonb not null,
  at timestamptz not null,
  attempts integer not null default 0,
  state text collate "C" not null default 'waiting'
    check (state in ('waiting', 'sent', 'delivered', 'parked', 'held')),
  sent_at timestamptz,
  receipt text,
  last_error text,
  primary key (city, id)
);
create index outbox_by_time on outbox (at) where state = 'waiting';

create table idempotency (
  city text collate "C" not null,
  caller text collate "C" not null,
  key text collate "C" not null,
  body_hash bytea not null,
  result jsonb not null,
  at timestamptz not null,
  primary key (city, caller, key)
);

create table contact (
  city text collate "C" not null,
  id uuid not null,
  channel text collate "C" not null,
  direction text collate "C" not null check (direction in ('in', 'out')),
  foreign_id text collate "C",
  queued_at timestamptz,
  rung_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz,
  agent text collate "C",
  skill_group text collate "C",
  recording text collate "C",
  result text collate "C" not null,
  recorded_at timestamptz not null,
  primary key (city, id)
);
create unique index contact_by_foreign on contact (city, channel, foreign_id) where foreign_id is not null;
create index contact_by_time on contact (city, recorded_at);

create table contact_case (
  city text collate "C" not null,
  contact_id uuid not null,
  case_id uuid not null,
  relation text collate "C" not null check (relation in ('opened', 'joined', 'about')),
  primary key (city, contact_id, case_id)
);
create index contact_case_by_case on contact_case (city, case_id);

create table number_block (
  city text collate "C" not null,
  day date not null,
  next integer not null,
  primary key (city, day)
);

-- registers: units, posts, rule tables, craftsmen: one row a thing, its history in its stream
create table records (
  city text collate "C" not null,
  id uuid not null,
  register text collate "C" not null,
  -- the thing's own id, such as a unit's; the stream id is made from it
  own_id text collate "C" not null,
  valid_from date not null,
  valid_to date,
  place text collate "C",
  etag integer not null,
  data jsonb not null,
  sealed jsonb not null,
  primary key (city, id)
);
create unique index record_by_own_id on records (city, register, own_id);
create index record_by_place on records (city, register, place, id);
