"""A play begins in one call: lock, what ran out, who watches and plays, the row (``media/actions/plays.py``).

As a function each of its statements sees what the holder of the lock before it wrote, and where nothing else is
committed with it (``quick``) that waits for no disk: a play that a cut of power takes away is asked for anew by its player.
"""

from django.db import migrations

FUNCTION = """
create function media_begin_play(
    the_nonce bigint, the_user bigint, the_device bigint, the_lesson bigint, the_network text, is_plain boolean,
    is_taken boolean, the_ms bigint, opened timestamptz, this_moment timestamptz, until timestamptz, lately timestamptz, watched timestamptz,
    most_devices int, most_players int, quick boolean
) returns table (others bigint, known boolean, players bigint, agent text, made boolean) language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('plays:' || the_user, 0));
  if quick then
    perform set_config('synchronous_commit', 'off', true);
  end if;
  -- A place that ran out is given up for good: a request that began before it did may not lengthen it later.
  update media_play p set holds_until = null
    where p.user_id = the_user and p.began_at > lately and p.holds_until <= this_moment;
  insert into media_pace (user_id, debt_ms, at) values (the_user, 0, this_moment) on conflict (user_id) do nothing;
  select count(*) filter (where d.id <> the_device), coalesce(bool_or(d.id = the_device), false) into others, known
    from accounts_device d
    where d.user_id = the_user and d.signed_out_at is null and d.expires_at > this_moment
      and exists (select from media_play p where p.device_id = d.id and p.began_at > watched);
  select count(distinct d.id), (array_agg(d.user_agent order by p.last_at desc))[1] into players, agent
    from media_play p join accounts_device d on d.id = p.device_id
    where p.user_id = the_user and p.began_at > lately and p.holds_until > this_moment
      and d.id <> the_device and d.signed_out_at is null;
  made := known or the_device is null or others < most_devices;
  if made then
    insert into media_play (nonce, user_id, device_id, lesson_id, network, plain, opened_at, keys, last_key,
        media_ms, began_at, last_at, holds_until, taken)
      values (the_nonce, the_user, the_device, the_lesson, the_network, is_plain, opened, 0, '',
        the_ms, this_moment, this_moment, case when players < most_players then until end, is_taken);
  end if;
  return next;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [("media", "0013_offsite")]

    operations = [migrations.RunSQL(FUNCTION, "drop function media_begin_play")]
