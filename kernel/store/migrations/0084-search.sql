-- Search in texts: keyed tokens by case, laid behind the commit by a follower of the log. The numbers tell nothing to
-- whoever has only the database; the texts themselves stay with the private values.

create table search_text (
  city text collate "C" not null,
  id uuid not null,
  opened_at timestamptz not null,
  -- two characters, a word or a number each: of what everybody reads who sees the case, and of what the centre reads
  words integer[] not null,
  centre_words integer[] not null,
  -- who sees the case (axis and path), and the day on which it was opened
  marks integer[] not null,
  primary key (city, id)
);
create index search_text_by_token on search_text using gin (words, centre_words, marks) with (fastupdate = on);

-- How far the log has been read: everything up to this event of this transaction.
create table search_follow (
  city text collate "C" primary key,
  tx xid8 not null,
  id uuid not null,
  seq integer not null
);

-- The next cases with events behind the place, as they stand now: newest values of the searched fields, sealed, and who
-- sees them. `fields`: definition -> names of fields.
create function search_next(city_now text, fields jsonb, most integer) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  place search_follow;
  answer jsonb;
begin
  insert into search_follow (city, tx, id, seq)
  values (city_now, '0'::xid8, '00000000-0000-0000-0000-000000000000', 0) on conflict do nothing;
  select * into place from search_follow where city = city_now;
  -- restored into another cluster, where transactions are numbered anew
  if place.tx > pg_snapshot_xmax(pg_current_snapshot()) then
    update search_follow set tx = '0'::xid8, id = '00000000-0000-0000-0000-000000000000', seq = 0 where city = city_now;
    return null;
  end if;
  with next as materialized (
    select e.tx, e.id, e.seq from event e
    where e.tx >= place.tx and e.tx < pg_snapshot_xmin(pg_current_snapshot())
      and e.city = city_now and e.kind = 'case' and (e.tx, e.id, e.seq) > (place.tx, place.id, place.seq)
    order by e.tx, e.id, e.seq limit most
  ), last as (
    select tx, id, seq from next order by tx desc, id desc, seq desc limit 1
  )
  select jsonb_build_object(
    'from', jsonb_build_object('tx', place.tx::text, 'id', place.id, 'seq', place.seq),
    'to', (select jsonb_build_object('tx', tx::text, 'id', id, 'seq', seq) from last),
    'cases', (
      select jsonb_agg(jsonb_build_object('id', c.id, 'opened_at', c.opened_at,
        'values', coalesce((
          select jsonb_agg(jsonb_build_object('field', v.field, 'seq', v.seq, 'class', v.class, 'key_id', v.key_id,
            'value', encode(v.value, 'base64')))
          from jsonb_array_elements_text(fields -> c.definition) as wanted (field)
          join private_value v on v.city = c.city and v.kind = 'case' and v.id = c.id and v.field = wanted.field
            and v.seq = (c.deadlines -> 'sealed' ->> wanted.field)::integer
        ), '[]'::jsonb),
        'scopes', coalesce((
          select jsonb_agg(jsonb_build_object('axis', s.axis, 'path', s.path)) from case_scope s
          where s.city = c.city and s.case_id = c.id and s.until is null and s.allowed <> 'count'
        ), '[]'::jsonb)))
      from cases c where c.city = city_now and c.id in (select id from next) and fields ? c.definition
    ),
    'behind', coalesce((
      select extract(epoch from now() - min(e.recorded_at)) from event e join next n on n.id = e.id and n.seq = e.seq
      where e.city = city_now and e.kind = 'case'
    ), 0)
  ) into answer where exists (select from next);
  return answer;
end
$$;

-- The newest candidates for some words: with one of the marks of the reader, opened on one of some days, behind a
-- place; null where it does not matter. It stands outside row security, since the operators of arrays may not be pushed
-- below a policy and no index would be used; whoever calls it joins `cases`, where the policy stands.
create function search_candidates(city_now text, words_now integer[], by_centre boolean, seen integer[],
  days integer[], since timestamptz, before_at timestamptz, before_id uuid, most integer)
returns table (id uuid, opened_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return query execute format(
    'select t.id, t.opened_at from search_text t where t.city = $1 and t.%I @> $2 %s %s %s
     order by t.opened_at desc, t.id desc limit $8',
    case when by_centre then 'centre_words' else 'words' end,
    case when seen is null then '' else 'and t.marks && $3' end,
    case when days is null then '' else 'and t.marks && $4 and t.opened_at >= $5' end,
    case when before_at is null then '' else 'and (t.opened_at, t.id) < ($6, $7)' end
  ) using city_now, words_now, seen, days, since, before_at, before_id, most;
end
$$;

-- Lays the tokens and moves on in one transaction; false where another server was quicker.
create function search_put(city_now text, from_place jsonb, to_place jsonb, rows_now jsonb) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update search_follow set tx = (to_place ->> 'tx')::xid8, id = (to_place ->> 'id')::uuid,
    seq = (to_place ->> 'seq')::integer
  where city = city_now and tx = (from_place ->> 'tx')::xid8 and id = (from_place ->> 'id')::uuid
    and seq = (from_place ->> 'seq')::integer;
  if not found then
    return false;
  end if;
  insert into search_text (city, id, opened_at, words, centre_words, marks)
  select city_now, r.id, r.opened_at, r.words, r.centre_words, r.marks from jsonb_populate_recordset(null::search_text, rows_now) r
  on conflict (city, id) do update
    set words = excluded.words, centre_words = excluded.centre_words, marks = excluded.marks
    where (search_text.words, search_text.centre_words, search_text.marks)
      is distinct from (excluded.words, excluded.centre_words, excluded.marks);
  return true;
end
$$;

-- An erased text is found no more from this moment on, not only when the follower has come by.
create function search_forget(city_now text, id_now uuid) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from search_text where city = city_now and id = id_now
$$;

-- Seconds that the oldest event which is not yet laid has waited; 0 where all are.
create function search_behind(city_now text, now_at timestamptz) returns double precision
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select extract(epoch from now_at - e.recorded_at)
    from search_follow f join event e on e.tx >= f.tx
    where f.city = city_now and e.city = city_now and e.kind = 'case' and (e.tx, e.id, e.seq) > (f.tx, f.id, f.seq)
    order by e.tx limit 1
  ), 0)
$$;

revoke execute on function search_candidates, search_next, search_put, search_forget, search_behind from public;
grant execute on function search_next, search_put, search_forget, search_behind to huying_writer;
grant execute on function search_candidates to huying_reader;
