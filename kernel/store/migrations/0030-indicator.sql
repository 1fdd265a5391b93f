-- Indicators: roll-ups of the tallies and frozen editions. A figure is the roll-up of what is rolled plus the tallies
-- that are not, so it is exact at every moment, however far behind the roll-up is (kernel/indicator/figure.ts).

-- the transaction of the event that made the tally; those below the oldest running transaction are final
alter table tally add column tx xid8 not null default pg_current_xact_id();
create index tally_by_tx on tally (city, tx);

-- `total` is the sum of all steps with happened_on up to and with `day`: a period costs two rows, however long it is.
-- A value has rows only on days on which something happened to it.
create table tally_rollup (
  city text collate "C" not null,
  indicator text collate "C" not null,
  part text collate "C" not null,
  axis text collate "C" not null,
  -- unit, place path cut at a depth or category; '' where the case has none, and on the axis `all`
  value text collate "C" not null,
  day date not null,
  total bigint not null,
  primary key (city, indicator, part, axis, value, day)
) with (fillfactor = 80);

-- The values that occur on an axis, so that a figure by unit looks up two rows a unit and reads no others.
create table tally_axis (
  city text collate "C" not null,
  indicator text collate "C" not null,
  part text collate "C" not null,
  axis text collate "C" not null,
  value text collate "C" not null,
  primary key (city, indicator, part, axis, value)
);

-- Tallies of transactions below `below` stand in the roll-up.
create table tally_rolled (
  city text collate "C" primary key,
  below xid8 not null
);

-- The first `depth` steps of a place path: /wuhai/haibowan/fenghuangling/ cut at 2 is /wuhai/haibowan/. A shorter path
-- stays as it is: a case that is known to lie in a district, and no nearer, stays visible under the district.
create function place_at(place text, depth integer) returns text
language sql immutable parallel safe
return case depth
  when 1 then substring(place from '^(?:/[^/]+){1,1}/')
  when 2 then substring(place from '^(?:/[^/]+){1,2}/')
  when 3 then substring(place from '^(?:/[^/]+){1,3}/')
  when 4 then substring(place from '^(?:/[^/]+){1,4}/')
  else place
end;

-- Every axis on which a step counts. Grids are not rolled up: they would hold as many rows as the tallies themselves.
create function axes_of(unit text, place text, category text) returns table (axis text, value text)
language sql immutable parallel safe rows 7 as $$
  values ('all', ''), ('unit', coalesce(unit, '')), ('category', coalesce(category, '')),
    ('place:1', coalesce(place_at(place, 1), '')), ('place:2', coalesce(place_at(place, 2), '')),
    ('place:3', coalesce(place_at(place, 3), '')), ('place:4', coalesce(place_at(place, 4), ''))
$$;

create type rollup_step as (indicator text, part text, axis text, value text, day date, n bigint);

-- Adds steps to the cumulative totals, from their day on. Totals are turned into increments, the steps are added, and
-- the increments are summed again; rows whose total stays as it was are not written.
create function add_to_rollup(city_now text, steps rollup_step[]) returns void
language sql set search_path = public, pg_temp as $$
  insert into tally_axis (city, indicator, part, axis, value)
  select distinct city_now, s.indicator, s.part, s.axis, s.value from unnest(steps) s
  on conflict do nothing;

  with first as (
    select s.indicator, s.part, s.axis, s.value, min(s.day) as day from unnest(steps) s group by 1, 2, 3, 4
  ), base as materialized (
    select f.*, coalesce((
      select r.total from tally_rollup r
      where r.city = city_now and r.indicator = f.indicator and r.part = f.part and r.axis = f.axis
        and r.value = f.value and r.day < f.day
      order by r.day desc limit 1
    ), 0) as total
    from first f
  ), increments as (
    select r.indicator, r.part, r.axis, r.value, r.day, r.total - coalesce(lag(r.total) over line, b.total) as n
    from base b
    join tally_rollup r on r.city = city_now and r.indicator = b.indicator and r.part = b.part and r.axis = b.axis
      and r.value = b.value and r.day >= b.day
    window line as (partition by r.indicator, r.part, r.axis, r.value order by r.day)
    union all
    select s.indicator, s.part, s.axis, s.value, s.day, s.n from unnest(steps) s
  ), days as (
    select i.indicator, i.part, i.axis, i.value, i.day, sum(i.n) as n from increments i group by 1, 2, 3, 4, 5
  )
  insert into tally_rollup (city, indicator, part, axis, value, day, total)
  select city_now, d.indicator, d.part, d.axis, d.value, d.day,
    b.total + sum(d.n) over (partition by d.indicator, d.part, d.axis, d.value order by d.day)
  from days d
  join base b on b.indicator = d.indicator and b.part = d.part and b.axis = d.axis and b.value = d.value
  on conflict (city, indicator, part, axis, value, day) do update set total = excluded.total
  where tally_rollup.total <> excluded.total;
$$;

-- Takes the next final tallies, at most about `most` rows (one transaction is never cut), into the roll-up and says how
-- many there were; null where another server is at it.
create function roll_up(city_now text, most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  from_tx xid8;
  to_tx xid8;
  final_tx xid8;
  first_tx xid8;
  cut xid8;
  steps rollup_step[];
  taken integer;
begin
  insert into tally_rolled (city, below) values (city_now, '0') on conflict do nothing;
  select below into from_tx from tally_rolled where city = city_now for update skip locked;
  if not found then
    return null;
  end if;
  final_tx := pg_snapshot_xmin(pg_current_snapshot());
  if final_tx < from_tx then
    -- the rows were moved to another cluster, where transactions are numbered anew: begin at nothing
    delete from tally_rollup where city = city_now;
    delete from tally_axis where city = city_now;
    from_tx := '0';
  end if;
  to_tx := final_tx;
  select tx into first_tx from tally where city = city_now and tx >= from_tx and tx < final_tx order by tx limit 1;
  select tx into cut from tally
  where city = city_now and tx >= from_tx and tx < final_tx order by tx offset most limit 1;
  if cut > first_tx then
    to_tx := cut;
  elsif cut is not null then
    -- a transaction larger than a batch is taken whole
    select tx into to_tx from tally where city = city_now and tx > cut and tx < final_tx order by tx limit 1;
    to_tx := coalesce(to_tx, final_tx);
  end if;
  select count(*) into taken from tally where city = city_now and tx >= from_tx and tx < to_tx;
  if taken > 0 then
    select array_agg(row(d.indicator, d.part, d.axis, d.value, d.day, d.n)::rollup_step) into steps
    from (
      select t.indicator, t.part, a.axis, a.value, t.happened_on as day, sum(t.delta) as n
      from tally t cross join lateral axes_of(t.unit, t.place, t.category) a
      where t.city = city_now and t.tx >= from_tx and t.tx < to_tx
      group by 1, 2, 3, 4, 5 having sum(t.delta) <> 0
    ) d;
    perform add_to_rollup(city_now, coalesce(steps, '{}'));
  end if;
  update tally_rolled set below = to_tx where city = city_now and below <> to_tx;
  return taken;
end
$$;

-- Editions: what was published stays as it was, by case ids, values and hash.
create table edition (
  city text collate "C" not null,
  id uuid not null,
  set_code text collate "C" not null,
  period_from date not null,
  -- the day after the last one
  period_to date not null,
  by_axis text collate "C" not null,
  as_of date,
  -- canonical text (RFC 8785) of the published values
  content text not null,
  hash bytea not null,
  signer text collate "C" not null,
  published_at timestamptz not null,
  tx xid8 not null default pg_current_xact_id(),
  primary key (city, id)
);
create unique index edition_by_period on edition (city, set_code, period_from, period_to, by_axis);

-- The cases behind one published count of one line: sorted, so that the hash has one form.
create table edition_row (
  city text collate "C" not null,
  edition uuid not null,
  count_name text collate "C" not null,
  line text collate "C" not null,
  case_ids uuid[] not null,
  primary key (city, edition, count_name, line),
  foreign key (city, edition) references edition (city, id)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is frozen: a later decision is a new edition', tg_table_name using errcode = 'HY423';
end
$$;
create trigger edition_is_frozen before update or delete or truncate on edition
  for each statement execute function refuse_change();
create trigger edition_row_is_frozen before update or delete or truncate on edition_row
  for each statement execute function refuse_change();

-- Rows of an edition come with the edition and never later.
create function refuse_late_row() returns trigger language plpgsql as $$
begin
  if not exists (
    select from edition e
    where e.city = new.city and e.id = new.edition and e.tx = pg_current_xact_id()
  ) then
    raise exception 'edition % is frozen: a later decision is a new edition', new.edition using errcode = 'HY423';
  end if;
  return new;
end
$$;
create trigger edition_row_comes_with_edition before insert on edition_row
  for each row execute function refuse_late_row();

-- The event of the log, the edition and its rows are one transaction.
create function publish_edition(batch jsonb, published jsonb, lines jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform commit_batch(batch);
  insert into edition (city, id, set_code, period_from, period_to, by_axis, as_of, content, hash, signer, published_at)
  select batch ->> 'city', e.id, e.set_code, e.period_from, e.period_to, e.by_axis, e.as_of, e.content,
    decode(e.hash, 'hex'), e.signer, e.published_at
  from jsonb_to_record(published) as e (id uuid, set_code text, period_from date, period_to date, by_axis text,
    as_of date, content text, hash text, signer text, published_at timestamptz);
  insert into edition_row (city, edition, count_name, line, case_ids)
  select batch ->> 'city', (published ->> 'id')::uuid, l.count_name, l.line, l.case_ids
  from jsonb_to_recordset(lines) as l (count_name text, line text, case_ids uuid[]);
end
$$;

revoke execute on function place_at, axes_of, add_to_rollup, roll_up, publish_edition from public;
grant execute on function roll_up, publish_edition to huying_writer;
grant execute on function place_at to huying_reader, huying_writer;
grant select on tally_rollup, tally_axis, tally_rolled, edition, edition_row to huying_reader;
