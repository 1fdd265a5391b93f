-- After many rows came at once the planner is told at once: it would learn of them a minute later, and until then plan
-- as for empty tables.

create function refresh_statistics() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  analyze stream;
  analyze event;
  analyze private_value;
  analyze cases;
  analyze case_scope;
  analyze tally;
  analyze search_key;
  analyze records;
  analyze contact;
  analyze contact_case;
end
$$;

revoke execute on function refresh_statistics from public;
grant execute on function refresh_statistics to huying_writer;
