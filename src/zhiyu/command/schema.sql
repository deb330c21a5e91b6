CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);

CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);

CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);

CREATE FUNCTION public.accounts_login_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  notify logins;
  return null;
end $$;

CREATE FUNCTION public.catalog_pictures_in(words text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT COST 1000 PARALLEL SAFE
    AS $$
    select coalesce(array_agg(found[1]), '{}')
    from regexp_matches(words, '/media/assets/([0-9a-f-]{36})/image', 'g') found
$$;

CREATE FUNCTION public.ledger_balance() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    booked bigint := case when tg_table_name = 'ledger_journal' then new.id else (to_jsonb(new)->>'journal_id')::bigint end;
    off numeric;
    entries bigint;
begin
    select coalesce(sum(amount_fen), 0), count(*) into off, entries from ledger_line where journal_id = booked;
    if off <> 0 or entries < 2 then
        raise exception 'journal % has % lines and is off by % fen', booked, entries, off
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;

CREATE FUNCTION public.ledger_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '% on % refused: the ledger is append-only', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;

CREATE FUNCTION public.ledger_sealed_is_closed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if exists (select 1 from ledger_seal where journal_id = new.journal_id) then
        raise exception 'journal % is sealed', new.journal_id using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;

CREATE FUNCTION public.media_begin_play(the_nonce bigint, the_user bigint, the_device bigint, the_lesson bigint, the_network text, is_plain boolean, is_taken boolean, the_ms bigint, opened timestamp with time zone, this_moment timestamp with time zone, until timestamp with time zone, lately timestamp with time zone, watched timestamp with time zone, most_devices integer, most_players integer, quick boolean) RETURNS TABLE(others bigint, known boolean, players bigint, agent text, made boolean)
    LANGUAGE plpgsql
    AS $$
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
end $$;

CREATE FUNCTION public.media_note_leftover() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    insert into media_leftover (asset_id, folder, count, store)
    values (old.asset_id, old.name || '.' || old.version, jsonb_array_length(old.segments), old.store);
    return null;
end $$;

CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    queueing_lock text,
    priority integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);

CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;

CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;

CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;

CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION public.records_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '% on % refused: what was signed stays as it is', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;

CREATE FUNCTION public.tracing_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    raise exception '% on % refused: what was issued stays', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$;

CREATE FUNCTION public.zhiyu_deliveries_wait() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  notify deliveries;
  return null;
end $$;

CREATE FUNCTION public.zhiyu_name_pairs(name text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select coalesce(array_agg(distinct part), '{}')
    from generate_series(1, length(name)) at,
    lateral (values (substr(lower(name), at, 1)), (substr(lower(name), at, 2))) as cut (part)
$$;

CREATE FUNCTION public.zhiyu_price_marked() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  insert into promotions_pricemark (product_id, price_fen, since) values (new.id, new.price_fen, now());
  return null;
end $$;

CREATE FUNCTION public.zhiyu_right_moved() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform pg_notify('live', json_build_object('topic', 'rights:' || new.user_id)::text);
  return null;
end $$;

CREATE FUNCTION public.zhiyu_shown_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  notify shown;
  return null;
end $$;

CREATE TABLE public.access_consumption (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    lesson_id bigint NOT NULL,
    grant_id bigint NOT NULL,
    address inet,
    agent character varying(400) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE public.access_consumption ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.access_consumption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.access_grant (
    id bigint NOT NULL,
    source character varying(64) NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_because character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    product_id bigint NOT NULL,
    user_id bigint NOT NULL,
    sessions smallint,
    used smallint DEFAULT 0 NOT NULL,
    used_before interval DEFAULT '00:00:00'::interval NOT NULL,
    CONSTRAINT access_grant_sessions_check CHECK ((sessions >= 0)),
    CONSTRAINT access_grant_used_check CHECK ((used >= 0)),
    CONSTRAINT grant_not_overused CHECK (((used = 0) OR ((sessions IS NOT NULL) AND (used <= sessions))))
);

ALTER TABLE public.access_grant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.access_grant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.access_pause (
    id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    resumed_at timestamp with time zone,
    by_staff boolean NOT NULL,
    plan_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.access_pause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.access_pause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_opens (
    id bigint NOT NULL,
    ended_at timestamp with time zone,
    opened_id bigint NOT NULL,
    opener_id bigint NOT NULL,
    CONSTRAINT opens_another CHECK ((NOT (opener_id = opened_id)))
);

CREATE TABLE public.catalog_product (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    code character varying(80) NOT NULL,
    title character varying(80) NOT NULL,
    subtitle character varying(120) NOT NULL,
    price_fen integer NOT NULL,
    stock integer,
    taken integer NOT NULL,
    status character varying(12) NOT NULL,
    refund_days smallint NOT NULL,
    refund_percent smallint NOT NULL,
    published_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    once_a_person boolean DEFAULT false NOT NULL,
    opens_all boolean DEFAULT false NOT NULL,
    outside_since timestamp with time zone,
    sold_alone boolean DEFAULT true NOT NULL,
    term_count smallint,
    term_unit character varying(8) DEFAULT ''::character varying NOT NULL,
    opens_at timestamp with time zone,
    sells_from timestamp with time zone,
    sells_until timestamp with time zone,
    sessions smallint,
    refund_later_days smallint DEFAULT 0 NOT NULL,
    tier character varying(8) DEFAULT ''::character varying NOT NULL,
    leads_to_id bigint,
    by_application boolean DEFAULT false NOT NULL,
    counts_for_id bigint,
    counts_days smallint,
    CONSTRAINT catalog_product_counts_days_check CHECK ((counts_days >= 0)),
    CONSTRAINT catalog_product_price_fen_check CHECK ((price_fen >= 0)),
    CONSTRAINT catalog_product_refund_days_check CHECK ((refund_days >= 0)),
    CONSTRAINT catalog_product_refund_later_days_check CHECK ((refund_later_days >= 0)),
    CONSTRAINT catalog_product_refund_percent_check CHECK ((refund_percent >= 0)),
    CONSTRAINT catalog_product_sessions_check CHECK ((sessions >= 0)),
    CONSTRAINT catalog_product_stock_check CHECK ((stock >= 0)),
    CONSTRAINT catalog_product_taken_check CHECK ((taken >= 0)),
    CONSTRAINT catalog_product_term_count_check CHECK ((term_count >= 0)),
    CONSTRAINT product_never_oversold CHECK (((stock IS NULL) OR (taken <= stock))),
    CONSTRAINT product_term_whole CHECK ((((term_count IS NULL) AND ((term_unit)::text = ''::text)) OR ((term_count > 0) AND (NOT ((term_unit)::text = ''::text)))))
);

CREATE VIEW public.access_right AS
 SELECT g.id AS grant_id,
    g.user_id,
    g.product_id,
    true AS own,
    g.valid_from,
    g.valid_until
   FROM public.access_grant g
  WHERE (g.revoked_at IS NULL)
UNION ALL
 SELECT g.id AS grant_id,
    g.user_id,
    p.id AS product_id,
    false AS own,
    g.valid_from,
    g.valid_until
   FROM ((public.catalog_opens o
     JOIN public.catalog_product p ON (((p.id = o.opened_id) AND (p.published_at IS NOT NULL))))
     JOIN public.access_grant g ON (((g.product_id = o.opener_id) AND ((o.ended_at IS NULL) OR (g.created_at < o.ended_at)))))
  WHERE (g.revoked_at IS NULL)
UNION ALL
 SELECT g.id AS grant_id,
    g.user_id,
    p.id AS product_id,
    false AS own,
    g.valid_from,
    g.valid_until
   FROM ((public.catalog_product m
     JOIN public.access_grant g ON ((g.product_id = m.id)))
     JOIN public.catalog_product p ON (((p.id <> m.id) AND (p.published_at IS NOT NULL) AND ((p.outside_since IS NULL) OR (g.created_at < p.outside_since)))))
  WHERE (m.opens_all AND (g.revoked_at IS NULL));

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_agreement (
    id bigint NOT NULL,
    key character varying(24) NOT NULL,
    version smallint NOT NULL,
    title character varying(60) NOT NULL,
    body text NOT NULL,
    published_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_agreement_version_check CHECK ((version >= 0))
);

ALTER TABLE public.accounts_agreement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_agreement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_consent (
    id bigint NOT NULL,
    address inet,
    user_agent character varying(400) NOT NULL,
    at timestamp with time zone NOT NULL,
    agreement_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.accounts_consent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_consent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_device (
    id bigint NOT NULL,
    session_key character varying(40),
    token_hash character varying(64),
    user_agent character varying(400) NOT NULL,
    address inet,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    signed_out_at timestamp with time zone,
    user_id bigint NOT NULL,
    ended_because character varying(12) NOT NULL,
    networks character varying(40)[] NOT NULL,
    proved_at timestamp with time zone,
    CONSTRAINT device_has_credential CHECK (((session_key IS NOT NULL) OR (token_hash IS NOT NULL)))
);

ALTER TABLE public.accounts_device ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_device_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_emailcode (
    id bigint NOT NULL,
    code_hash character varying(64) NOT NULL,
    address inet,
    attempts smallint NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    email character varying(254) NOT NULL,
    purpose character varying(8) NOT NULL,
    user_id bigint,
    CONSTRAINT accounts_emailcode_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.accounts_emailcode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_emailcode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_identity (
    id bigint NOT NULL,
    provider character varying(24) NOT NULL,
    app_id character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    union_id character varying(64) NOT NULL,
    name character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.accounts_identity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_identity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_notice (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    detail jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    device_id bigint,
    user_id bigint NOT NULL
);

ALTER TABLE public.accounts_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_phonecode (
    id bigint NOT NULL,
    phone character varying(20) NOT NULL,
    code_hash character varying(64) NOT NULL,
    address inet,
    attempts smallint NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT accounts_phonecode_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.accounts_phonecode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_phonecode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_rolegrant (
    id bigint NOT NULL,
    role character varying(12) NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    granted_by_id bigint,
    user_id bigint NOT NULL
);

ALTER TABLE public.accounts_rolegrant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_rolegrant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_throttle (
    id bigint NOT NULL,
    key character varying(64) NOT NULL,
    failures integer NOT NULL,
    waits_until timestamp with time zone,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_throttle_failures_check CHECK ((failures >= 0))
);

ALTER TABLE public.accounts_throttle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_throttle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    username character varying(40) NOT NULL,
    phone character varying(20),
    name character varying(40) NOT NULL,
    is_active boolean NOT NULL,
    language character varying(10) NOT NULL,
    text_size character varying(6) NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closing_at timestamp with time zone,
    email character varying(254)
);

ALTER TABLE public.accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.alipay_certificate (
    id bigint NOT NULL,
    account character varying(32) NOT NULL,
    role character varying(8) NOT NULL,
    sn character varying(512) NOT NULL,
    pem text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    fetched boolean NOT NULL,
    joined_at timestamp with time zone NOT NULL
);

ALTER TABLE public.alipay_certificate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.alipay_certificate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.alipay_notification (
    id bigint NOT NULL,
    account character varying(32) NOT NULL,
    body bytea NOT NULL,
    notify_id character varying(128) NOT NULL,
    trade_status character varying(32) NOT NULL,
    verdict character varying(40) NOT NULL,
    received_at timestamp with time zone NOT NULL
);

ALTER TABLE public.alipay_notification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.alipay_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.backups_backup (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    place character varying(600) NOT NULL,
    asked_by bigint,
    size bigint NOT NULL,
    percent smallint NOT NULL,
    counts jsonb NOT NULL,
    missing integer NOT NULL,
    error character varying(400) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    verified_at timestamp with time zone,
    CONSTRAINT backups_backup_missing_check CHECK ((missing >= 0)),
    CONSTRAINT backups_backup_percent_check CHECK ((percent >= 0))
);

ALTER TABLE public.backups_backup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.backups_backup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.backups_schedule (
    id bigint NOT NULL,
    enabled boolean NOT NULL,
    hour smallint NOT NULL,
    keep_daily smallint NOT NULL,
    keep_weekly smallint NOT NULL,
    target character varying(8) NOT NULL,
    folder character varying(400) NOT NULL,
    CONSTRAINT backups_schedule_hour_check CHECK ((hour >= 0)),
    CONSTRAINT backups_schedule_keep_daily_check CHECK ((keep_daily >= 0)),
    CONSTRAINT backups_schedule_keep_weekly_check CHECK ((keep_weekly >= 0))
);

ALTER TABLE public.backups_schedule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.backups_schedule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_campaign (
    id bigint NOT NULL,
    template character varying(16) NOT NULL,
    title character varying(40) NOT NULL,
    slug character varying(60) NOT NULL,
    words text NOT NULL,
    cover_design character varying(12) NOT NULL,
    cover_hue smallint NOT NULL,
    day date NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    state character varying(5) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT campaign_ends_after_it_starts CHECK ((ends_at > starts_at)),
    CONSTRAINT campaigns_campaign_cover_hue_check CHECK ((cover_hue >= 0))
);

ALTER TABLE public.campaigns_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_campaign_products (
    id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    product_id bigint NOT NULL
);

ALTER TABLE public.campaigns_campaign_products ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_campaign_products_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_offer (
    id bigint NOT NULL,
    stopped boolean NOT NULL,
    coupon_id bigint,
    deal_id bigint,
    phase_id bigint NOT NULL,
    CONSTRAINT offer_is_one_thing CHECK ((((coupon_id IS NULL) AND (deal_id IS NOT NULL)) OR ((coupon_id IS NOT NULL) AND (deal_id IS NULL))))
);

ALTER TABLE public.campaigns_offer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_offer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_phase (
    id bigint NOT NULL,
    title character varying(24) NOT NULL,
    words character varying(120) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    campaign_id bigint NOT NULL,
    CONSTRAINT phase_ends_after_it_starts CHECK ((ends_at > starts_at))
);

ALTER TABLE public.campaigns_phase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_phase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_attachment (
    id bigint NOT NULL,
    title character varying(120) NOT NULL,
    "position" integer NOT NULL,
    asset_id uuid NOT NULL,
    lesson_id bigint NOT NULL,
    CONSTRAINT catalog_attachment_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.catalog_attachment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_bundle (
    id bigint NOT NULL,
    cover_design character varying(12) NOT NULL,
    cover_hue smallint NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    cover_image_id uuid,
    product_id bigint NOT NULL,
    CONSTRAINT catalog_bundle_cover_hue_check CHECK ((cover_hue >= 0))
);

ALTER TABLE public.catalog_bundle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_bundle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_category (
    id bigint NOT NULL,
    name character varying(24) NOT NULL,
    slug character varying(40) NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT catalog_category_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.catalog_category ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_category_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_chapter (
    id bigint NOT NULL,
    title character varying(80) NOT NULL,
    "position" integer NOT NULL,
    removed_at timestamp with time zone,
    course_id bigint NOT NULL,
    CONSTRAINT catalog_chapter_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.catalog_chapter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_chapter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_course (
    id bigint NOT NULL,
    cover_design character varying(12) NOT NULL,
    cover_hue smallint NOT NULL,
    problem text NOT NULL,
    outcome text NOT NULL,
    for_whom text NOT NULL,
    not_for_whom text NOT NULL,
    intro text NOT NULL,
    teacher character varying(40) NOT NULL,
    teacher_intro text NOT NULL,
    outline_version integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    cover_image_id uuid,
    product_id bigint NOT NULL,
    tips_off boolean DEFAULT false NOT NULL,
    contents text DEFAULT ''::text NOT NULL,
    wrapped_keys boolean DEFAULT false NOT NULL,
    traced boolean DEFAULT false NOT NULL,
    linked boolean DEFAULT false NOT NULL,
    no_skip boolean DEFAULT false NOT NULL,
    plain_small boolean DEFAULT false NOT NULL,
    downloads boolean DEFAULT false NOT NULL,
    trace_against smallint DEFAULT 1 NOT NULL,
    CONSTRAINT catalog_course_cover_hue_check CHECK ((cover_hue >= 0)),
    CONSTRAINT catalog_course_outline_version_check CHECK ((outline_version >= 0)),
    CONSTRAINT catalog_course_trace_against_check CHECK ((trace_against >= 0))
);

CREATE TABLE public.catalog_course_categories (
    id bigint NOT NULL,
    course_id bigint NOT NULL,
    category_id bigint NOT NULL
);

ALTER TABLE public.catalog_course_categories ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_course_categories_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.catalog_course ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_course_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_course_tags (
    id bigint NOT NULL,
    course_id bigint NOT NULL,
    tag_id bigint NOT NULL
);

ALTER TABLE public.catalog_course_tags ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_course_tags_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_intake (
    id bigint NOT NULL,
    number smallint NOT NULL,
    name character varying(24) NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    course_id bigint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT catalog_intake_number_check CHECK ((number >= 0)),
    CONSTRAINT intake_ends_after_start CHECK ((ends_on >= starts_on))
);

ALTER TABLE public.catalog_intake ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_intake_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_lesson (
    id bigint NOT NULL,
    title character varying(80) NOT NULL,
    kind character varying(8) NOT NULL,
    "position" integer NOT NULL,
    objective character varying(120) NOT NULL,
    stage character varying(10) NOT NULL,
    free boolean NOT NULL,
    preview_seconds integer,
    body text NOT NULL,
    rule character varying(8) NOT NULL,
    rule_percent smallint NOT NULL,
    removed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    asset_id uuid,
    chapter_id bigint NOT NULL,
    marks jsonb DEFAULT '[]'::jsonb NOT NULL,
    view_only boolean DEFAULT false NOT NULL,
    CONSTRAINT catalog_lesson_position_check CHECK (("position" >= 0)),
    CONSTRAINT catalog_lesson_preview_seconds_check CHECK ((preview_seconds >= 0)),
    CONSTRAINT catalog_lesson_rule_percent_check CHECK ((rule_percent >= 0))
);

ALTER TABLE public.catalog_lesson ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_lesson_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.catalog_opens ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_opens_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_outlineversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    lessons jsonb NOT NULL,
    published_at timestamp with time zone NOT NULL,
    course_id bigint NOT NULL,
    CONSTRAINT catalog_outlineversion_number_check CHECK ((number >= 0))
);

ALTER TABLE public.catalog_outlineversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_outlineversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_package (
    id bigint NOT NULL,
    intro text NOT NULL,
    booking text NOT NULL,
    cover_design character varying(12) NOT NULL,
    cover_hue smallint NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    cover_image_id uuid,
    product_id bigint NOT NULL,
    CONSTRAINT catalog_package_cover_hue_check CHECK ((cover_hue >= 0))
);

ALTER TABLE public.catalog_package ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_package_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_part (
    id bigint NOT NULL,
    bundle_id bigint NOT NULL,
    product_id bigint NOT NULL
);

ALTER TABLE public.catalog_part ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_part_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_photo (
    id bigint NOT NULL,
    caption character varying(200) NOT NULL,
    "position" smallint NOT NULL,
    asset_id uuid NOT NULL,
    lesson_id bigint NOT NULL,
    CONSTRAINT catalog_photo_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.catalog_photo ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_photo_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_plan (
    id bigint NOT NULL,
    code character varying(80) NOT NULL,
    title character varying(40) NOT NULL,
    subtitle character varying(120) NOT NULL,
    benefits text NOT NULL,
    cover_design character varying(12) NOT NULL,
    cover_hue smallint NOT NULL,
    on_sale boolean NOT NULL,
    published_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    cover_image_id uuid,
    group_name character varying(40) DEFAULT ''::character varying NOT NULL,
    group_note text DEFAULT ''::text NOT NULL,
    group_qr_id uuid,
    pause_times smallint DEFAULT 2 NOT NULL,
    pause_days smallint DEFAULT 30 NOT NULL,
    CONSTRAINT catalog_plan_cover_hue_check CHECK ((cover_hue >= 0)),
    CONSTRAINT catalog_plan_pause_days_check CHECK ((pause_days >= 0)),
    CONSTRAINT catalog_plan_pause_times_check CHECK ((pause_times >= 0))
);

ALTER TABLE public.catalog_plan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_presale (
    id bigint NOT NULL,
    worth_fen integer NOT NULL,
    pays_from timestamp with time zone NOT NULL,
    pays_until timestamp with time zone NOT NULL,
    keeps boolean NOT NULL,
    cancelled_at timestamp with time zone,
    told_open_at timestamp with time zone,
    told_end_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    deposit_id bigint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT catalog_presale_worth_fen_check CHECK ((worth_fen >= 0)),
    CONSTRAINT presale_ends_after_it_opens CHECK ((pays_until > pays_from))
);

ALTER TABLE public.catalog_presale ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_presale_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.catalog_product ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_product_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_refunddefaults (
    id bigint NOT NULL,
    days smallint NOT NULL,
    percent smallint NOT NULL,
    later_days smallint NOT NULL,
    CONSTRAINT catalog_refunddefaults_days_check CHECK ((days >= 0)),
    CONSTRAINT catalog_refunddefaults_later_days_check CHECK ((later_days >= 0)),
    CONSTRAINT catalog_refunddefaults_percent_check CHECK ((percent >= 0))
);

ALTER TABLE public.catalog_refunddefaults ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_refunddefaults_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_single (
    id bigint NOT NULL,
    offered boolean NOT NULL,
    course_id bigint NOT NULL,
    lesson_id bigint NOT NULL,
    product_id bigint NOT NULL
);

ALTER TABLE public.catalog_single ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_single_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_tag (
    id bigint NOT NULL,
    name character varying(24) NOT NULL,
    slug character varying(40) NOT NULL
);

ALTER TABLE public.catalog_tag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_tag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_tipjar (
    id bigint NOT NULL,
    course_id bigint NOT NULL,
    product_id bigint NOT NULL
);

ALTER TABLE public.catalog_tipjar ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_tipjar_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_variant (
    id bigint NOT NULL,
    offered boolean NOT NULL,
    "position" smallint NOT NULL,
    plan_id bigint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT catalog_variant_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.catalog_variant ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_variant_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalog_welcome (
    id bigint NOT NULL,
    text text NOT NULL,
    caption character varying(60) NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    group_code_id uuid,
    product_id bigint
);

ALTER TABLE public.catalog_welcome ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalog_welcome_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.coaching_appointment (
    id bigint NOT NULL,
    n integer NOT NULL,
    state character varying(10) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    minutes smallint NOT NULL,
    link character varying(500) NOT NULL,
    version integer NOT NULL,
    soon_told_for timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    delivery_id bigint,
    grant_id bigint NOT NULL,
    host_id bigint NOT NULL,
    CONSTRAINT appointment_done_is_noted CHECK ((((delivery_id IS NOT NULL) AND ((state)::text = 'done'::text)) OR ((NOT ((state)::text = 'done'::text)) AND (delivery_id IS NULL)))),
    CONSTRAINT coaching_appointment_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT coaching_appointment_n_check CHECK ((n >= 0)),
    CONSTRAINT coaching_appointment_version_check CHECK ((version >= 0))
);

ALTER TABLE public.coaching_appointment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.coaching_appointment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.coaching_delivery (
    id bigint NOT NULL,
    given_on date NOT NULL,
    note character varying(200) NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    grant_id bigint NOT NULL
);

ALTER TABLE public.coaching_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.coaching_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.coaching_seat (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    said integer NOT NULL,
    appointment_id bigint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT coaching_seat_said_check CHECK ((said >= 0))
);

ALTER TABLE public.coaching_seat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.coaching_seat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.coaching_undoing (
    id bigint NOT NULL,
    noted_at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    delivery_id bigint NOT NULL
);

ALTER TABLE public.coaching_undoing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.coaching_undoing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_aftersale (
    id bigint NOT NULL,
    auto_fen integer,
    auto_most smallint,
    CONSTRAINT commerce_aftersale_auto_fen_check CHECK ((auto_fen >= 0)),
    CONSTRAINT commerce_aftersale_auto_most_check CHECK ((auto_most >= 0))
);

ALTER TABLE public.commerce_aftersale ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_aftersale_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_difference (
    id bigint NOT NULL,
    key character varying(80) NOT NULL,
    kind character varying(16) NOT NULL,
    because character varying(12) NOT NULL,
    off_fen bigint NOT NULL,
    booked_fen bigint NOT NULL,
    found_at timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    note character varying(200) NOT NULL,
    order_id bigint,
    settled_by_id bigint,
    statement_id bigint NOT NULL
);

ALTER TABLE public.commerce_difference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_difference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_exchange (
    id bigint NOT NULL,
    status character varying(8) NOT NULL,
    value_fen integer,
    created_at timestamp with time zone NOT NULL,
    asked_by_id bigint NOT NULL,
    decided_by_id bigint,
    line_id bigint NOT NULL,
    order_id bigint,
    refund_id bigint,
    wanted_id bigint NOT NULL,
    CONSTRAINT commerce_exchange_value_fen_check CHECK ((value_fen >= 0))
);

ALTER TABLE public.commerce_exchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_exchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_order (
    id bigint NOT NULL,
    no character varying(32) NOT NULL,
    status character varying(16) NOT NULL,
    total_fen integer NOT NULL,
    refunded_fen integer NOT NULL,
    quote jsonb NOT NULL,
    accepted jsonb NOT NULL,
    channel character varying(40) NOT NULL,
    referrer character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    closed_at timestamp with time zone,
    buyer_id bigint NOT NULL,
    close_at timestamp with time zone,
    balance_fen integer DEFAULT 0 NOT NULL,
    CONSTRAINT commerce_order_balance_fen_check CHECK ((balance_fen >= 0)),
    CONSTRAINT commerce_order_refunded_fen_check CHECK ((refunded_fen >= 0)),
    CONSTRAINT commerce_order_total_fen_check CHECK ((total_fen >= 0)),
    CONSTRAINT order_refund_within_total CHECK ((refunded_fen <= total_fen))
);

ALTER TABLE public.commerce_order ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_order_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_orderline (
    id bigint NOT NULL,
    title character varying(80) NOT NULL,
    quantity smallint NOT NULL,
    unit_fen integer NOT NULL,
    total_fen integer NOT NULL,
    refunded_fen integer NOT NULL,
    refund_days smallint NOT NULL,
    refund_percent smallint NOT NULL,
    order_id bigint NOT NULL,
    product_id bigint NOT NULL,
    parts jsonb,
    to_buyer boolean DEFAULT true NOT NULL,
    later_days smallint,
    application_id bigint,
    CONSTRAINT commerce_orderline_later_days_check CHECK ((later_days >= 0)),
    CONSTRAINT commerce_orderline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT commerce_orderline_refund_days_check CHECK ((refund_days >= 0)),
    CONSTRAINT commerce_orderline_refund_percent_check CHECK ((refund_percent >= 0)),
    CONSTRAINT commerce_orderline_refunded_fen_check CHECK ((refunded_fen >= 0)),
    CONSTRAINT commerce_orderline_total_fen_check CHECK ((total_fen >= 0)),
    CONSTRAINT commerce_orderline_unit_fen_check CHECK ((unit_fen >= 0)),
    CONSTRAINT line_refund_within_total CHECK ((refunded_fen <= total_fen))
);

ALTER TABLE public.commerce_orderline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_orderline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_payment (
    id bigint NOT NULL,
    provider character varying(24) NOT NULL,
    reference character varying(64) NOT NULL,
    amount_fen integer NOT NULL,
    paid_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    order_id bigint NOT NULL,
    attempt_id bigint,
    cleared_at timestamp with time zone,
    suspended boolean NOT NULL,
    CONSTRAINT commerce_payment_amount_fen_check CHECK ((amount_fen >= 0))
);

ALTER TABLE public.commerce_payment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_payment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_paymentattempt (
    id bigint NOT NULL,
    provider character varying(24) NOT NULL,
    method character varying(12) NOT NULL,
    out_trade_no character varying(32) NOT NULL,
    amount_fen integer NOT NULL,
    answer jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    order_id bigint NOT NULL,
    ask_at timestamp with time zone,
    stuck_at timestamp with time zone,
    CONSTRAINT commerce_paymentattempt_amount_fen_check CHECK ((amount_fen >= 0))
);

ALTER TABLE public.commerce_paymentattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_paymentattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_refund (
    id bigint NOT NULL,
    no character varying(32) NOT NULL,
    status character varying(12) NOT NULL,
    amount_fen integer NOT NULL,
    reason character varying(20) NOT NULL,
    note character varying(200) NOT NULL,
    undo jsonb NOT NULL,
    provider_reference character varying(64) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    settled_at timestamp with time zone,
    decided_by_id bigint,
    order_id bigint NOT NULL,
    payment_id bigint,
    requested_by_id bigint,
    follows_id bigint,
    ask_at timestamp with time zone,
    asked_at timestamp with time zone,
    outside boolean NOT NULL,
    stuck_at timestamp with time zone,
    balance_fen integer DEFAULT 0 NOT NULL,
    CONSTRAINT commerce_refund_amount_fen_check CHECK ((amount_fen >= 0)),
    CONSTRAINT commerce_refund_balance_fen_check CHECK ((balance_fen >= 0))
);

ALTER TABLE public.commerce_refund ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_refund_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_refundline (
    id bigint NOT NULL,
    amount_fen integer NOT NULL,
    line_id bigint NOT NULL,
    refund_id bigint NOT NULL,
    whole boolean DEFAULT false NOT NULL,
    CONSTRAINT commerce_refundline_amount_fen_check CHECK ((amount_fen >= 0))
);

ALTER TABLE public.commerce_refundline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_refundline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_statement (
    id bigint NOT NULL,
    provider character varying(24) NOT NULL,
    day date NOT NULL,
    total_fen bigint NOT NULL,
    refund_fen bigint NOT NULL,
    fee_fen bigint NOT NULL,
    booked_fee_fen bigint NOT NULL,
    postings integer NOT NULL,
    asked smallint NOT NULL,
    ask_at timestamp with time zone,
    problem character varying(200) NOT NULL,
    fetched_at timestamp with time zone,
    matched_at timestamp with time zone,
    CONSTRAINT commerce_statement_asked_check CHECK ((asked >= 0)),
    CONSTRAINT commerce_statement_postings_check CHECK ((postings >= 0))
);

ALTER TABLE public.commerce_statement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_statement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_statementrow (
    id bigint NOT NULL,
    number integer NOT NULL,
    kind character varying(8) NOT NULL,
    out_no character varying(64) NOT NULL,
    reference character varying(64) NOT NULL,
    amount_fen bigint NOT NULL,
    fee_fen bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    payment_id bigint,
    refund_id bigint,
    statement_id bigint NOT NULL,
    CONSTRAINT commerce_statementrow_number_check CHECK ((number >= 0))
);

ALTER TABLE public.commerce_statementrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_statementrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_wallet (
    id bigint NOT NULL,
    balance_fen integer NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT wallet_never_below_nothing CHECK ((balance_fen >= 0))
);

ALTER TABLE public.commerce_wallet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_wallet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.commerce_walletentry (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    amount_fen integer NOT NULL,
    balance_fen integer NOT NULL,
    source character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    order_id bigint,
    wallet_id bigint NOT NULL
);

ALTER TABLE public.commerce_walletentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.commerce_walletentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.complaints_complaint (
    id bigint NOT NULL,
    code character varying(22) NOT NULL,
    key uuid NOT NULL,
    status character varying(10) NOT NULL,
    kind character varying(10) NOT NULL,
    place character varying(500) NOT NULL,
    words text NOT NULL,
    proof text NOT NULL,
    capacity character varying(8) NOT NULL,
    name character varying(60) NOT NULL,
    contact character varying(120) NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    answer text NOT NULL,
    ended_at timestamp with time zone,
    decided_by_id bigint,
    picture_id uuid,
    sender_id bigint,
    CONSTRAINT complaint_decided_with_words CHECK (((NOT ((status)::text = ANY ((ARRAY['upheld'::character varying, 'rejected'::character varying])::text[]))) OR (NOT (answer = ''::text))))
);

ALTER TABLE public.complaints_complaint ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.complaints_complaint_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.complaints_word (
    id bigint NOT NULL,
    by_school boolean NOT NULL,
    words text NOT NULL,
    at timestamp with time zone NOT NULL,
    author_id bigint,
    complaint_id bigint NOT NULL
);

ALTER TABLE public.complaints_word ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.complaints_word_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.courseware_attempt (
    id bigint NOT NULL,
    part character varying(200) NOT NULL,
    cmi jsonb NOT NULL,
    completion character varying(12) NOT NULL,
    success character varying(8) NOT NULL,
    score double precision,
    best double precision,
    seconds integer NOT NULL,
    rounds integer NOT NULL,
    session uuid,
    session_seconds integer NOT NULL,
    session_at timestamp with time zone,
    saved integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    lesson_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT attempt_best_is_best CHECK (((score IS NULL) OR ((score >= (0.0)::double precision) AND (score <= best)))),
    CONSTRAINT attempt_best_of_one CHECK ((((best IS NULL) AND (score IS NULL)) OR ((best >= (0.0)::double precision) AND (best <= (1.0)::double precision)))),
    CONSTRAINT courseware_attempt_rounds_check CHECK ((rounds >= 0)),
    CONSTRAINT courseware_attempt_saved_check CHECK ((saved >= 0)),
    CONSTRAINT courseware_attempt_seconds_check CHECK ((seconds >= 0)),
    CONSTRAINT courseware_attempt_session_seconds_check CHECK ((session_seconds >= 0))
);

ALTER TABLE public.courseware_attempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.courseware_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.gifts_batch (
    id bigint NOT NULL,
    title character varying(40) NOT NULL,
    prefix character varying(8) NOT NULL,
    size integer NOT NULL,
    per_person smallint NOT NULL,
    valid_until timestamp with time zone,
    note character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    made_by_id bigint,
    product_id bigint NOT NULL,
    CONSTRAINT gifts_batch_per_person_check CHECK ((per_person >= 0)),
    CONSTRAINT gifts_batch_size_check CHECK ((size >= 0))
);

ALTER TABLE public.gifts_batch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gifts_batch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gifts_code (
    id bigint NOT NULL,
    code character varying(24) NOT NULL,
    key character varying(24) NOT NULL,
    state character varying(8) NOT NULL,
    nth smallint,
    redeemed_at timestamp with time zone,
    revoked_at timestamp with time zone,
    batch_id bigint NOT NULL,
    user_id bigint,
    CONSTRAINT code_free_is_nobodys CHECK (((NOT ((state)::text = 'free'::text)) OR (user_id IS NULL))),
    CONSTRAINT code_redeemed_by_somebody CHECK (((NOT ((state)::text = 'redeemed'::text)) OR ((nth IS NOT NULL) AND (redeemed_at IS NOT NULL) AND (user_id IS NOT NULL)))),
    CONSTRAINT gifts_code_nth_check CHECK ((nth >= 0))
);

ALTER TABLE public.gifts_code ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gifts_code_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gifts_gift (
    id bigint NOT NULL,
    token character varying(32) NOT NULL,
    from_name character varying(24) NOT NULL,
    message character varying(200) NOT NULL,
    state character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    claimed_at timestamp with time zone,
    returned_at timestamp with time zone,
    giver_id bigint NOT NULL,
    line_id bigint NOT NULL,
    receiver_id bigint,
    CONSTRAINT gift_claimed_by_somebody CHECK (((NOT ((state)::text = 'claimed'::text)) OR ((claimed_at IS NOT NULL) AND (receiver_id IS NOT NULL)))),
    CONSTRAINT gift_waiting_is_nobodys CHECK (((NOT ((state)::text = 'waiting'::text)) OR (receiver_id IS NULL)))
);

ALTER TABLE public.gifts_gift ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gifts_gift_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_brought (
    id bigint NOT NULL,
    origin character varying(500) NOT NULL,
    notes jsonb NOT NULL,
    course_id bigint NOT NULL,
    run_id bigint NOT NULL
);

ALTER TABLE public.imports_brought ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_brought_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.imports_run (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    name character varying(200) NOT NULL,
    language character varying(10) NOT NULL,
    done integer NOT NULL,
    whole integer NOT NULL,
    came integer NOT NULL,
    known integer NOT NULL,
    notes jsonb NOT NULL,
    error text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    asset_id uuid,
    by_id bigint,
    CONSTRAINT imports_run_came_check CHECK ((came >= 0)),
    CONSTRAINT imports_run_done_check CHECK ((done >= 0)),
    CONSTRAINT imports_run_known_check CHECK ((known >= 0)),
    CONSTRAINT imports_run_whole_check CHECK ((whole >= 0))
);

ALTER TABLE public.imports_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.imports_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoices_invoice (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    name character varying(100) NOT NULL,
    tax_no character varying(18) NOT NULL,
    address character varying(100) NOT NULL,
    phone character varying(30) NOT NULL,
    bank character varying(80) NOT NULL,
    account character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    no character varying(32) NOT NULL,
    status character varying(12) NOT NULL,
    amount_fen integer NOT NULL,
    item character varying(40) NOT NULL,
    tax_code character varying(19) NOT NULL,
    rate_bp smallint NOT NULL,
    number character varying(20) NOT NULL,
    issued_on date,
    note character varying(200) NOT NULL,
    applied_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    file_id uuid,
    order_id bigint NOT NULL,
    CONSTRAINT invoice_has_number CHECK (((NOT ((status)::text = ANY ((ARRAY['issued'::character varying, 'red_needed'::character varying, 'reversed'::character varying])::text[]))) OR (NOT ((number)::text = ''::text)))),
    CONSTRAINT invoice_of_something CHECK ((amount_fen > 0)),
    CONSTRAINT invoices_invoice_amount_fen_check CHECK ((amount_fen >= 0)),
    CONSTRAINT invoices_invoice_rate_bp_check CHECK ((rate_bp >= 0))
);

ALTER TABLE public.invoices_invoice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invoices_invoice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoices_invoiceline (
    id bigint NOT NULL,
    title character varying(80) NOT NULL,
    quantity smallint NOT NULL,
    amount_fen integer NOT NULL,
    red_fen integer NOT NULL,
    back_fen integer NOT NULL,
    paid_fen integer NOT NULL,
    live boolean NOT NULL,
    invoice_id bigint NOT NULL,
    line_id bigint NOT NULL,
    CONSTRAINT invoice_red_within CHECK ((red_fen <= amount_fen)),
    CONSTRAINT invoice_within_kept CHECK (((NOT live) OR (amount_fen <= ((paid_fen - back_fen) + red_fen)))),
    CONSTRAINT invoices_invoiceline_amount_fen_check CHECK ((amount_fen >= 0)),
    CONSTRAINT invoices_invoiceline_back_fen_check CHECK ((back_fen >= 0)),
    CONSTRAINT invoices_invoiceline_paid_fen_check CHECK ((paid_fen >= 0)),
    CONSTRAINT invoices_invoiceline_quantity_check CHECK ((quantity >= 0)),
    CONSTRAINT invoices_invoiceline_red_fen_check CHECK ((red_fen >= 0))
);

ALTER TABLE public.invoices_invoiceline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invoices_invoiceline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoices_reversal (
    id bigint NOT NULL,
    amount_fen integer NOT NULL,
    because character varying(200) NOT NULL,
    number character varying(20) NOT NULL,
    needed_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    invoice_id bigint NOT NULL,
    CONSTRAINT invoices_reversal_amount_fen_check CHECK ((amount_fen >= 0))
);

ALTER TABLE public.invoices_reversal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invoices_reversal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoices_seller (
    id bigint NOT NULL,
    offered boolean NOT NULL,
    name character varying(100) NOT NULL,
    tax_no character varying(18) NOT NULL,
    item character varying(40) NOT NULL,
    tax_code character varying(19) NOT NULL,
    rate_bp smallint NOT NULL,
    CONSTRAINT invoices_seller_rate_bp_check CHECK ((rate_bp >= 0)),
    CONSTRAINT seller_rate CHECK ((rate_bp <= 2000))
);

ALTER TABLE public.invoices_seller ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invoices_seller_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.invoices_title (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    name character varying(100) NOT NULL,
    tax_no character varying(18) NOT NULL,
    address character varying(100) NOT NULL,
    phone character varying(30) NOT NULL,
    bank character varying(80) NOT NULL,
    account character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id bigint NOT NULL,
    CONSTRAINT title_company_tax_no CHECK (((NOT ((kind)::text = 'company'::text)) OR (NOT ((tax_no)::text = ''::text))))
);

ALTER TABLE public.invoices_title ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.invoices_title_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.learning_attention (
    id bigint NOT NULL,
    lesson_id bigint NOT NULL,
    left_ms integer NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT learning_attention_left_ms_check CHECK ((left_ms >= 0))
);

ALTER TABLE public.learning_attention ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_attention_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.learning_favourite (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    product_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.learning_favourite ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_favourite_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.learning_note (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    chapter smallint NOT NULL,
    start integer NOT NULL,
    quote character varying(1000) NOT NULL,
    before character varying(32) NOT NULL,
    after character varying(32) NOT NULL,
    note character varying(2000) NOT NULL,
    at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    lesson_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT learning_note_chapter_check CHECK ((chapter >= 0)),
    CONSTRAINT learning_note_start_check CHECK ((start >= 0))
);

ALTER TABLE public.learning_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.learning_progress (
    id bigint NOT NULL,
    "position" double precision NOT NULL,
    ranges jsonb NOT NULL,
    watched_seconds integer NOT NULL,
    completed_at timestamp with time zone,
    completed_version integer,
    updated_at timestamp with time zone NOT NULL,
    lesson_id bigint NOT NULL,
    user_id bigint NOT NULL,
    pace smallint DEFAULT 0 NOT NULL,
    proven jsonb DEFAULT '[]'::jsonb NOT NULL,
    reached double precision DEFAULT 0.0 NOT NULL,
    film uuid,
    shelved jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT learning_progress_completed_version_check CHECK ((completed_version >= 0)),
    CONSTRAINT learning_progress_pace_check CHECK ((pace >= 0)),
    CONSTRAINT learning_progress_watched_seconds_check CHECK ((watched_seconds >= 0))
);

ALTER TABLE public.learning_progress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_progress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.learning_provenday (
    id bigint NOT NULL,
    "on" date NOT NULL,
    ms integer NOT NULL,
    progress_id bigint NOT NULL,
    CONSTRAINT learning_provenday_ms_check CHECK ((ms >= 0))
);

ALTER TABLE public.learning_provenday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.learning_provenday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_account (
    id bigint NOT NULL,
    code character varying(100) NOT NULL,
    name character varying(120) NOT NULL,
    kind character varying(10) NOT NULL
);

ALTER TABLE public.ledger_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_journal (
    id bigint NOT NULL,
    source character varying(80) NOT NULL,
    memo character varying(120) NOT NULL,
    posted_at timestamp with time zone NOT NULL
);

ALTER TABLE public.ledger_journal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_journal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_line (
    id bigint NOT NULL,
    amount_fen bigint NOT NULL,
    account_id bigint NOT NULL,
    journal_id bigint NOT NULL,
    CONSTRAINT line_says_something CHECK ((NOT (amount_fen = 0)))
);

ALTER TABLE public.ledger_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_seal (
    number bigint NOT NULL,
    marks jsonb NOT NULL,
    previous character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    sealed_at timestamp with time zone NOT NULL,
    journal_id bigint NOT NULL
);

CREATE TABLE public.live_cloudrecording (
    id bigint NOT NULL,
    file_id character varying(64) NOT NULL,
    key_number integer NOT NULL,
    format character varying(8) NOT NULL,
    url text NOT NULL,
    size bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    live_class_id bigint NOT NULL,
    CONSTRAINT live_cloudrecording_key_number_check CHECK ((key_number >= 0)),
    CONSTRAINT live_cloudrecording_size_check CHECK ((size >= 0))
);

ALTER TABLE public.live_cloudrecording ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.live_cloudrecording_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.live_cloudreplay (
    id bigint NOT NULL,
    problem character varying(16) NOT NULL,
    done_at timestamp with time zone,
    asked_by_id bigint,
    asset_id uuid,
    live_class_id bigint NOT NULL,
    tries smallint DEFAULT 0 NOT NULL,
    CONSTRAINT live_cloudreplay_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.live_cloudreplay ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.live_cloudreplay_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.live_liveclass (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    minutes smallint NOT NULL,
    began_at timestamp with time zone,
    ended_at timestamp with time zone,
    is_film boolean NOT NULL,
    day_told_for timestamp with time zone,
    soon_told_for timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    asset_id uuid,
    host_id bigint NOT NULL,
    lesson_id bigint NOT NULL,
    series_id bigint,
    CONSTRAINT live_liveclass_minutes_check CHECK ((minutes >= 0))
);

ALTER TABLE public.live_liveclass ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.live_liveclass_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.live_missed (
    id bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    live_class_id bigint NOT NULL
);

ALTER TABLE public.live_missed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.live_missed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.live_push (
    id bigint NOT NULL,
    sequence character varying(64) NOT NULL,
    key_number integer NOT NULL,
    began_at timestamp with time zone,
    ended_at timestamp with time zone,
    presumed boolean NOT NULL,
    live_class_id bigint NOT NULL,
    CONSTRAINT live_push_key_number_check CHECK ((key_number >= 0))
);

ALTER TABLE public.live_push ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.live_push_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.live_series (
    id bigint NOT NULL,
    rhythm character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL
);

ALTER TABLE public.live_series ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.live_series_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.live_signal (
    id bigint NOT NULL,
    heard_at timestamp with time zone NOT NULL,
    connected_at timestamp with time zone,
    seconds integer NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    kbps integer NOT NULL,
    problem character varying(16) NOT NULL,
    live_class_id bigint NOT NULL,
    CONSTRAINT live_signal_height_check CHECK ((height >= 0)),
    CONSTRAINT live_signal_kbps_check CHECK ((kbps >= 0)),
    CONSTRAINT live_signal_seconds_check CHECK ((seconds >= 0)),
    CONSTRAINT live_signal_width_check CHECK ((width >= 0))
);

ALTER TABLE public.live_signal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.live_signal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.live_streamkey (
    id bigint NOT NULL,
    number integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    live_class_id bigint NOT NULL,
    CONSTRAINT live_streamkey_number_check CHECK ((number >= 0))
);

ALTER TABLE public.live_streamkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.live_streamkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_asset (
    id uuid NOT NULL,
    kind character varying(8) NOT NULL,
    state character varying(10) NOT NULL,
    name character varying(200) NOT NULL,
    mime character varying(100) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    duration_ms integer NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    progress smallint NOT NULL,
    error character varying(40) NOT NULL,
    preview_seconds integer,
    created_at timestamp with time zone NOT NULL,
    owner_id bigint,
    loose_since timestamp with time zone,
    tries smallint DEFAULT 0 NOT NULL,
    laddered_at timestamp with time zone,
    ladder_tries smallint DEFAULT 0 NOT NULL,
    ladder_progress smallint DEFAULT 0 NOT NULL,
    ladder_error character varying(40) DEFAULT ''::character varying NOT NULL,
    thumb_every_ms integer DEFAULT 0 NOT NULL,
    thumb_count integer DEFAULT 0 NOT NULL,
    thumb_width smallint DEFAULT 0 NOT NULL,
    CONSTRAINT media_asset_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT media_asset_height_check CHECK ((height >= 0)),
    CONSTRAINT media_asset_ladder_progress_check CHECK ((ladder_progress >= 0)),
    CONSTRAINT media_asset_ladder_tries_check CHECK ((ladder_tries >= 0)),
    CONSTRAINT media_asset_preview_seconds_check CHECK ((preview_seconds >= 0)),
    CONSTRAINT media_asset_progress_check CHECK ((progress >= 0)),
    CONSTRAINT media_asset_thumb_count_check CHECK ((thumb_count >= 0)),
    CONSTRAINT media_asset_thumb_every_ms_check CHECK ((thumb_every_ms >= 0)),
    CONSTRAINT media_asset_thumb_width_check CHECK ((thumb_width >= 0)),
    CONSTRAINT media_asset_tries_check CHECK ((tries >= 0)),
    CONSTRAINT media_asset_width_check CHECK ((width >= 0))
);

CREATE TABLE public.media_bookchapter (
    id bigint NOT NULL,
    number smallint NOT NULL,
    title character varying(120) NOT NULL,
    depth smallint NOT NULL,
    html text NOT NULL,
    words text NOT NULL,
    asset_id uuid NOT NULL,
    CONSTRAINT media_bookchapter_depth_check CHECK ((depth >= 0)),
    CONSTRAINT media_bookchapter_number_check CHECK ((number >= 0))
);

ALTER TABLE public.media_bookchapter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_bookchapter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_copy (
    id uuid NOT NULL,
    lesson_id bigint NOT NULL,
    state character varying(8) NOT NULL,
    mark character varying(160) NOT NULL,
    traced boolean NOT NULL,
    trace bigint,
    progress smallint NOT NULL,
    tries smallint NOT NULL,
    error character varying(40) NOT NULL,
    size bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    began_at timestamp with time zone,
    made_at timestamp with time zone,
    asset_id uuid NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT media_copy_progress_check CHECK ((progress >= 0)),
    CONSTRAINT media_copy_trace_check CHECK ((trace >= 0)),
    CONSTRAINT media_copy_tries_check CHECK ((tries >= 0))
);

CREATE TABLE public.media_courseware (
    id bigint NOT NULL,
    standard character varying(12) NOT NULL,
    title character varying(120) NOT NULL,
    parts jsonb NOT NULL,
    asset_id uuid NOT NULL
);

ALTER TABLE public.media_courseware ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_courseware_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_coursewarefile (
    id bigint NOT NULL,
    key character varying(1000) NOT NULL,
    number integer NOT NULL,
    asset_id uuid NOT NULL,
    CONSTRAINT media_coursewarefile_number_check CHECK ((number >= 0))
);

ALTER TABLE public.media_coursewarefile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_coursewarefile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_documentpages (
    id bigint NOT NULL,
    pages jsonb NOT NULL,
    asset_id uuid NOT NULL
);

ALTER TABLE public.media_documentpages ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_documentpages_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_leftover (
    id bigint NOT NULL,
    asset_id uuid NOT NULL,
    folder character varying(40) NOT NULL,
    count integer NOT NULL,
    store character varying(16) NOT NULL,
    CONSTRAINT media_leftover_count_check CHECK ((count >= 0))
);

ALTER TABLE public.media_leftover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_leftover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_pace (
    id bigint NOT NULL,
    debt_ms integer NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT media_pace_debt_ms_check CHECK ((debt_ms >= 0))
);

ALTER TABLE public.media_pace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_pace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_play (
    id bigint NOT NULL,
    nonce bigint NOT NULL,
    lesson_id bigint NOT NULL,
    network character varying(40) NOT NULL,
    plain boolean NOT NULL,
    opener bytea,
    opened_at timestamp with time zone,
    keys integer NOT NULL,
    last_key character varying(32) NOT NULL,
    media_ms bigint NOT NULL,
    began_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    holds_until timestamp with time zone,
    device_id bigint,
    user_id bigint NOT NULL,
    taken boolean DEFAULT false NOT NULL,
    CONSTRAINT media_play_keys_check CHECK ((keys >= 0)),
    CONSTRAINT media_play_media_ms_check CHECK ((media_ms >= 0))
);

ALTER TABLE public.media_play ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_play_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_rendition (
    id bigint NOT NULL,
    name character varying(16) NOT NULL,
    version integer NOT NULL,
    bandwidth integer NOT NULL,
    segments jsonb NOT NULL,
    preview_segments integer NOT NULL,
    retired_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    asset_id uuid NOT NULL,
    shown_ms integer,
    peak integer DEFAULT 0 NOT NULL,
    width integer DEFAULT 0 NOT NULL,
    height integer DEFAULT 0 NOT NULL,
    codecs character varying(60) DEFAULT ''::character varying NOT NULL,
    letter character varying(1) DEFAULT ''::character varying NOT NULL,
    rung character varying(16) DEFAULT ''::character varying NOT NULL,
    trace bigint,
    store character varying(16) DEFAULT ''::character varying NOT NULL,
    stored_at timestamp with time zone,
    CONSTRAINT media_rendition_bandwidth_check CHECK ((bandwidth >= 0)),
    CONSTRAINT media_rendition_height_check CHECK ((height >= 0)),
    CONSTRAINT media_rendition_peak_check CHECK ((peak >= 0)),
    CONSTRAINT media_rendition_preview_segments_check CHECK ((preview_segments >= 0)),
    CONSTRAINT media_rendition_shown_ms_check CHECK ((shown_ms >= 0)),
    CONSTRAINT media_rendition_trace_check CHECK ((trace >= 0)),
    CONSTRAINT media_rendition_version_check CHECK ((version >= 0)),
    CONSTRAINT media_rendition_width_check CHECK ((width >= 0))
);

ALTER TABLE public.media_rendition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_rendition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_reviewed (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.media_reviewed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_reviewed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_storecheck (
    id bigint NOT NULL,
    store character varying(16) NOT NULL,
    ok_at timestamp with time zone,
    failed_at timestamp with time zone,
    error text NOT NULL
);

ALTER TABLE public.media_storecheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_storecheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_stream (
    id bigint NOT NULL,
    name character varying(16) NOT NULL,
    version integer NOT NULL,
    begins_at timestamp with time zone,
    ended_at timestamp with time zone,
    asset_id uuid NOT NULL,
    CONSTRAINT media_stream_version_check CHECK ((version >= 0))
);

ALTER TABLE public.media_stream ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_stream_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_subtitle (
    id bigint NOT NULL,
    language character varying(8) NOT NULL,
    cues jsonb NOT NULL,
    version integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    asset_id uuid NOT NULL,
    CONSTRAINT media_subtitle_version_check CHECK ((version >= 0))
);

ALTER TABLE public.media_subtitle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.media_subtitle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.media_upload (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    mime character varying(100) NOT NULL,
    size bigint NOT NULL,
    received bigint NOT NULL,
    expect character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    touched_at timestamp with time zone NOT NULL,
    asset_id uuid,
    owner_id bigint NOT NULL
);

CREATE TABLE public.messaging_message (
    id bigint NOT NULL,
    key character varying(100) NOT NULL,
    template character varying(60) NOT NULL,
    version smallint NOT NULL,
    facts jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    recipient_id bigint NOT NULL,
    CONSTRAINT messaging_message_version_check CHECK ((version >= 0))
);

ALTER TABLE public.messaging_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.messaging_refusal (
    id bigint NOT NULL,
    topic character varying(12) NOT NULL,
    channel character varying(16) NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.messaging_refusal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_refusal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.messaging_send (
    id bigint NOT NULL,
    channel character varying(16) NOT NULL,
    status character varying(8) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts smallint NOT NULL,
    begun_at timestamp with time zone,
    ended_at timestamp with time zone,
    because character varying(12) NOT NULL,
    said character varying(120) NOT NULL,
    message_id bigint NOT NULL,
    CONSTRAINT messaging_send_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.messaging_send ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_send_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.messaging_switch (
    id bigint NOT NULL,
    template character varying(60) NOT NULL,
    channel character varying(16) NOT NULL,
    "on" boolean NOT NULL,
    number character varying(40) NOT NULL
);

ALTER TABLE public.messaging_switch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.messaging_switch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.onsite_onsiteclass (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    minutes smallint NOT NULL,
    place character varying(120) NOT NULL,
    directions text NOT NULL,
    seats integer NOT NULL,
    numbers integer NOT NULL,
    day_told_for timestamp with time zone,
    soon_told_for timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    host_id bigint NOT NULL,
    lesson_id bigint NOT NULL,
    CONSTRAINT onsite_onsiteclass_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT onsite_onsiteclass_numbers_check CHECK ((numbers >= 0)),
    CONSTRAINT onsite_onsiteclass_seats_check CHECK ((seats >= 0))
);

ALTER TABLE public.onsite_onsiteclass ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.onsite_onsiteclass_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.onsite_seat (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    number integer NOT NULL,
    booked_at timestamp with time zone,
    came_at timestamp with time zone,
    before character varying(10) NOT NULL,
    how character varying(6) NOT NULL,
    by_id bigint,
    onsite_class_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT onsite_seat_number_check CHECK ((number >= 0))
);

ALTER TABLE public.onsite_seat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.onsite_seat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_auditentry (
    id bigint NOT NULL,
    actor_id bigint,
    action character varying(60) NOT NULL,
    target character varying(80) NOT NULL,
    detail jsonb NOT NULL,
    address inet,
    request_id character varying(32) NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.platform_auditentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_auditentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_delivery (
    id bigint NOT NULL,
    handler character varying(120) NOT NULL,
    state character varying(8) NOT NULL,
    attempts smallint NOT NULL,
    last_error text NOT NULL,
    claimed_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    event_id bigint NOT NULL,
    due_at timestamp with time zone DEFAULT statement_timestamp(),
    claimed_by bigint,
    CONSTRAINT platform_delivery_attempts_check CHECK ((attempts >= 0))
);

ALTER TABLE public.platform_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_event (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE public.platform_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_idempotencykey (
    id bigint NOT NULL,
    caller character varying(80) NOT NULL,
    key character varying(128) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    status smallint,
    answer jsonb,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT platform_idempotencykey_status_check CHECK ((status >= 0))
);

ALTER TABLE public.platform_idempotencykey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_idempotencykey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.platform_school (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    slogan character varying(80) NOT NULL,
    teacher character varying(40) NOT NULL,
    about text NOT NULL,
    hue smallint NOT NULL,
    service_phone character varying(32) NOT NULL,
    service_wechat character varying(64) NOT NULL,
    icp_no character varying(64) NOT NULL,
    opened_at timestamp with time zone,
    broadcast_no character varying(64) NOT NULL,
    police_no character varying(64) NOT NULL,
    publishing_no character varying(64) NOT NULL,
    telecom_no character varying(64) NOT NULL,
    tipping boolean DEFAULT false NOT NULL,
    device_limit smallint DEFAULT 5 NOT NULL,
    film_mark boolean DEFAULT true NOT NULL,
    player_limit smallint DEFAULT 1 NOT NULL,
    CONSTRAINT platform_school_device_limit_check CHECK ((device_limit >= 0)),
    CONSTRAINT platform_school_hue_check CHECK ((hue >= 0)),
    CONSTRAINT platform_school_player_limit_check CHECK ((player_limit >= 0))
);

ALTER TABLE public.platform_school ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.platform_school_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);

CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;

CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;

CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);

CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;

CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_coupon (
    id bigint NOT NULL,
    title character varying(24) NOT NULL,
    how character varying(6) NOT NULL,
    code character varying(24),
    "on" boolean NOT NULL,
    everything boolean NOT NULL,
    off_fen integer,
    percent smallint,
    most_fen integer,
    whole boolean NOT NULL,
    threshold_fen integer NOT NULL,
    joins boolean NOT NULL,
    budget integer,
    issued integer NOT NULL,
    per_person smallint NOT NULL,
    claim_from timestamp with time zone,
    claim_until timestamp with time zone,
    valid_days smallint,
    valid_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT coupon_takes_off_one_way CHECK ((((off_fen IS NULL) AND (percent IS NULL) AND whole) OR ((off_fen >= 1) AND (percent IS NULL) AND (NOT whole)) OR ((off_fen IS NULL) AND (percent >= 1) AND (percent <= 99) AND (NOT whole)))),
    CONSTRAINT coupon_within_budget CHECK (((budget IS NULL) OR (issued <= budget))),
    CONSTRAINT promotions_coupon_budget_check CHECK ((budget >= 0)),
    CONSTRAINT promotions_coupon_issued_check CHECK ((issued >= 0)),
    CONSTRAINT promotions_coupon_most_fen_check CHECK ((most_fen >= 0)),
    CONSTRAINT promotions_coupon_off_fen_check CHECK ((off_fen >= 0)),
    CONSTRAINT promotions_coupon_per_person_check CHECK ((per_person >= 0)),
    CONSTRAINT promotions_coupon_percent_check CHECK ((percent >= 0)),
    CONSTRAINT promotions_coupon_threshold_fen_check CHECK ((threshold_fen >= 0)),
    CONSTRAINT promotions_coupon_valid_days_check CHECK ((valid_days >= 0))
);

ALTER TABLE public.promotions_coupon ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_coupon_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_coupon_products (
    id bigint NOT NULL,
    coupon_id bigint NOT NULL,
    product_id bigint NOT NULL
);

ALTER TABLE public.promotions_coupon_products ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_coupon_products_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_credit (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    source character varying(64) NOT NULL,
    title character varying(80) NOT NULL,
    fen integer NOT NULL,
    used_fen integer NOT NULL,
    paid_fen integer NOT NULL,
    unspent_fen integer NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    kept_from timestamp with time zone,
    voided_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    paid_for_id bigint NOT NULL,
    product_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT credit_money_whole CHECK ((unspent_fen <= paid_fen)),
    CONSTRAINT credit_never_overused CHECK ((used_fen <= fen)),
    CONSTRAINT promotions_credit_fen_check CHECK ((fen >= 0)),
    CONSTRAINT promotions_credit_paid_fen_check CHECK ((paid_fen >= 0)),
    CONSTRAINT promotions_credit_unspent_fen_check CHECK ((unspent_fen >= 0)),
    CONSTRAINT promotions_credit_used_fen_check CHECK ((used_fen >= 0))
);

ALTER TABLE public.promotions_credit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_credit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_credituse (
    id bigint NOT NULL,
    order_no character varying(32) NOT NULL,
    off_fen integer NOT NULL,
    paid_fen integer NOT NULL,
    at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    given_back_at timestamp with time zone,
    credit_id bigint NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT promotions_credituse_off_fen_check CHECK ((off_fen >= 0)),
    CONSTRAINT promotions_credituse_paid_fen_check CHECK ((paid_fen >= 0))
);

ALTER TABLE public.promotions_credituse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_credituse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_deal (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    title character varying(24) NOT NULL,
    state character varying(5) NOT NULL,
    everything boolean NOT NULL,
    price_fen integer,
    percent smallint,
    off_fen integer,
    threshold_fen integer NOT NULL,
    stock integer,
    taken integer NOT NULL,
    once boolean NOT NULL,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT deal_ends_after_it_starts CHECK (((starts_at IS NULL) OR (ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT deal_never_oversold CHECK (((stock IS NULL) OR (taken <= stock))),
    CONSTRAINT deal_takes_off_one_way CHECK ((((off_fen IS NULL) AND (percent IS NULL) AND (price_fen IS NOT NULL)) OR ((off_fen IS NULL) AND (percent >= 1) AND (percent <= 99) AND (price_fen IS NULL)) OR ((off_fen >= 1) AND (percent IS NULL) AND (price_fen IS NULL)))),
    CONSTRAINT promotions_deal_off_fen_check CHECK ((off_fen >= 0)),
    CONSTRAINT promotions_deal_percent_check CHECK ((percent >= 0)),
    CONSTRAINT promotions_deal_price_fen_check CHECK ((price_fen >= 0)),
    CONSTRAINT promotions_deal_stock_check CHECK ((stock >= 0)),
    CONSTRAINT promotions_deal_taken_check CHECK ((taken >= 0)),
    CONSTRAINT promotions_deal_threshold_fen_check CHECK ((threshold_fen >= 0))
);

ALTER TABLE public.promotions_deal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_deal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_deal_members (
    id bigint NOT NULL,
    deal_id bigint NOT NULL,
    product_id bigint NOT NULL
);

ALTER TABLE public.promotions_deal_members ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_deal_members_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_deal_products (
    id bigint NOT NULL,
    deal_id bigint NOT NULL,
    product_id bigint NOT NULL
);

ALTER TABLE public.promotions_deal_products ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_deal_products_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_floor (
    id bigint NOT NULL,
    floor_fen integer NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT promotions_floor_floor_fen_check CHECK ((floor_fen >= 0))
);

ALTER TABLE public.promotions_floor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_floor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_held (
    id bigint NOT NULL,
    nth smallint NOT NULL,
    reason character varying(64) NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    order_no character varying(32) NOT NULL,
    off_fen integer NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    coupon_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT promotions_held_nth_check CHECK ((nth >= 0)),
    CONSTRAINT promotions_held_off_fen_check CHECK ((off_fen >= 0))
);

ALTER TABLE public.promotions_held ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_held_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_pricemark (
    id bigint NOT NULL,
    price_fen integer NOT NULL,
    since timestamp with time zone NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT promotions_pricemark_price_fen_check CHECK ((price_fen >= 0))
);

ALTER TABLE public.promotions_pricemark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_pricemark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_spent (
    id bigint NOT NULL,
    person character varying(80) NOT NULL,
    deal_id bigint NOT NULL,
    use_id bigint NOT NULL
);

ALTER TABLE public.promotions_spent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_spent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.promotions_use (
    id bigint NOT NULL,
    order_no character varying(32) NOT NULL,
    quantity integer NOT NULL,
    off_fen integer NOT NULL,
    at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    given_back_at timestamp with time zone,
    deal_id bigint NOT NULL,
    CONSTRAINT promotions_use_off_fen_check CHECK ((off_fen >= 0)),
    CONSTRAINT promotions_use_quantity_check CHECK ((quantity >= 0))
);

ALTER TABLE public.promotions_use ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.promotions_use_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.records_record (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    text text NOT NULL,
    signature character varying(128) NOT NULL,
    digest character varying(64) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    course_id bigint NOT NULL,
    user_id bigint NOT NULL,
    key_id bigint NOT NULL
);

ALTER TABLE public.records_record ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.records_record_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.records_signingkey (
    id bigint NOT NULL,
    name character varying(16) NOT NULL,
    public character varying(64) NOT NULL,
    sealed text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone
);

ALTER TABLE public.records_signingkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.records_signingkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_attendance (
    id bigint NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    seconds integer NOT NULL,
    liked_at timestamp with time zone,
    user_id bigint NOT NULL,
    room_id bigint NOT NULL,
    CONSTRAINT rooms_attendance_seconds_check CHECK ((seconds >= 0))
);

ALTER TABLE public.rooms_attendance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_attendance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_card (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    shown_at timestamp with time zone NOT NULL,
    down_at timestamp with time zone,
    deal_id bigint,
    product_id bigint NOT NULL,
    room_id bigint NOT NULL
);

ALTER TABLE public.rooms_card ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_card_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_draw (
    id bigint NOT NULL,
    title character varying(40) NOT NULL,
    among character varying(7) NOT NULL,
    places smallint NOT NULL,
    seed character varying(64) NOT NULL,
    seed_hash character varying(64) NOT NULL,
    key character varying(40) NOT NULL,
    entrants bigint[] NOT NULL,
    made_at timestamp with time zone NOT NULL,
    drawn_at timestamp with time zone,
    called_off_at timestamp with time zone,
    room_id bigint NOT NULL,
    CONSTRAINT rooms_draw_places_check CHECK ((places >= 0))
);

ALTER TABLE public.rooms_draw ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_draw_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_message (
    id bigint NOT NULL,
    n integer,
    part character varying(9) NOT NULL,
    text character varying(200) NOT NULL,
    key character varying(40) NOT NULL,
    state character varying(6) NOT NULL,
    said_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    room_id bigint NOT NULL,
    CONSTRAINT message_said_is_numbered CHECK (((NOT ((state)::text = 'said'::text)) OR (n IS NOT NULL))),
    CONSTRAINT rooms_message_n_check CHECK ((n >= 0))
);

ALTER TABLE public.rooms_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_mute (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    room_id bigint NOT NULL
);

ALTER TABLE public.rooms_mute ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_mute_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_option (
    id bigint NOT NULL,
    text character varying(40) NOT NULL,
    poll_id bigint NOT NULL
);

ALTER TABLE public.rooms_option ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_option_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_pick (
    id bigint NOT NULL,
    option_id bigint NOT NULL,
    vote_id bigint NOT NULL
);

ALTER TABLE public.rooms_pick ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_pick_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_poll (
    id bigint NOT NULL,
    title character varying(80) NOT NULL,
    multiple boolean NOT NULL,
    key character varying(40) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    room_id bigint NOT NULL
);

ALTER TABLE public.rooms_poll ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_poll_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_question (
    id bigint NOT NULL,
    text character varying(200) NOT NULL,
    key character varying(40) NOT NULL,
    state character varying(8) NOT NULL,
    votes integer NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    room_id bigint NOT NULL,
    CONSTRAINT rooms_question_votes_check CHECK ((votes >= 0))
);

ALTER TABLE public.rooms_question ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_room (
    live_class_id bigint NOT NULL,
    slow_seconds smallint NOT NULL,
    quiet boolean NOT NULL,
    said integer NOT NULL,
    likes integer NOT NULL,
    CONSTRAINT rooms_room_likes_check CHECK ((likes >= 0)),
    CONSTRAINT rooms_room_said_check CHECK ((said >= 0)),
    CONSTRAINT rooms_room_slow_seconds_check CHECK ((slow_seconds >= 0))
);

CREATE TABLE public.rooms_upvote (
    id bigint NOT NULL,
    question_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.rooms_upvote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_upvote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_vote (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    poll_id bigint NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.rooms_vote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_vote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_winner (
    id bigint NOT NULL,
    place smallint NOT NULL,
    attendance_id bigint NOT NULL,
    draw_id bigint NOT NULL,
    CONSTRAINT rooms_winner_place_check CHECK ((place >= 0))
);

ALTER TABLE public.rooms_winner ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_winner_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.rooms_word (
    id bigint NOT NULL,
    text character varying(40) NOT NULL
);

ALTER TABLE public.rooms_word ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.rooms_word_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.screening_application (
    id bigint NOT NULL,
    status character varying(12) NOT NULL,
    answers jsonb NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    words character varying(300) NOT NULL,
    pay_until timestamp with time zone,
    again_from timestamp with time zone,
    order_no character varying(32) NOT NULL,
    ended_at timestamp with time zone,
    applicant_id bigint NOT NULL,
    decided_by_id bigint,
    product_id bigint NOT NULL,
    CONSTRAINT application_approved_until CHECK (((NOT ((status)::text = 'approved'::text)) OR (pay_until IS NOT NULL))),
    CONSTRAINT application_used_by_order CHECK (((NOT ((status)::text = 'used'::text)) OR (NOT ((order_no)::text = ''::text))))
);

ALTER TABLE public.screening_application ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.screening_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.screening_question (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    text character varying(80) NOT NULL,
    kind character varying(8) NOT NULL,
    required boolean NOT NULL,
    options jsonb NOT NULL,
    screen_id bigint NOT NULL,
    CONSTRAINT screening_question_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.screening_question ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.screening_question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.screening_screen (
    id bigint NOT NULL,
    pay_days smallint NOT NULL,
    again_days smallint,
    open_limit smallint,
    version integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    product_id bigint NOT NULL,
    CONSTRAINT screening_screen_again_days_check CHECK ((again_days >= 0)),
    CONSTRAINT screening_screen_open_limit_check CHECK ((open_limit >= 0)),
    CONSTRAINT screening_screen_pay_days_check CHECK ((pay_days >= 0)),
    CONSTRAINT screening_screen_version_check CHECK ((version >= 0))
);

ALTER TABLE public.screening_screen ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.screening_screen_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.search_document (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    ref character varying(80) NOT NULL,
    title character varying(200) NOT NULL,
    tokens tsvector NOT NULL,
    updated_at timestamp with time zone NOT NULL
);

ALTER TABLE public.search_document ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.search_document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tips_tip (
    id bigint NOT NULL,
    words character varying(120) NOT NULL,
    lesson_id bigint NOT NULL,
    order_id bigint NOT NULL
);

ALTER TABLE public.tips_tip ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tips_tip_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tracing_inquiry (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    name character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    progress smallint NOT NULL,
    tries smallint NOT NULL,
    error text NOT NULL,
    verdict jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    review character varying(9) NOT NULL,
    note text NOT NULL,
    reviewed_at timestamp with time zone,
    asset_id uuid,
    by_id bigint,
    reviewed_by_id bigint,
    trace_id bigint,
    CONSTRAINT tracing_inquiry_progress_check CHECK ((progress >= 0)),
    CONSTRAINT tracing_inquiry_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.tracing_inquiry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tracing_inquiry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tracing_issue (
    id bigint NOT NULL,
    version integer NOT NULL,
    device_id bigint,
    word character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    trace_id bigint NOT NULL,
    CONSTRAINT tracing_issue_version_check CHECK ((version >= 0))
);

ALTER TABLE public.tracing_issue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tracing_issue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.tracing_trace (
    id bigint NOT NULL,
    asset_id uuid NOT NULL,
    epoch integer NOT NULL,
    first integer NOT NULL,
    count integer NOT NULL,
    prints bytea NOT NULL,
    moving bytea NOT NULL,
    tries smallint DEFAULT 0 NOT NULL,
    progress smallint DEFAULT 0 NOT NULL,
    error character varying(40) DEFAULT ''::character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    course_id bigint NOT NULL,
    kind character varying(8) DEFAULT 'film'::character varying NOT NULL,
    colluders smallint DEFAULT 1 NOT NULL,
    heard bytea DEFAULT '\x'::bytea NOT NULL,
    heard_from integer DEFAULT 0 NOT NULL,
    CONSTRAINT tracing_trace_colluders_check CHECK ((colluders >= 0)),
    CONSTRAINT tracing_trace_count_check CHECK ((count >= 0)),
    CONSTRAINT tracing_trace_epoch_check CHECK ((epoch >= 0)),
    CONSTRAINT tracing_trace_first_check CHECK ((first >= 0)),
    CONSTRAINT tracing_trace_heard_from_check CHECK ((heard_from >= 0)),
    CONSTRAINT tracing_trace_progress_check CHECK ((progress >= 0)),
    CONSTRAINT tracing_trace_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.tracing_trace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.tracing_trace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.transfer_account (
    id bigint NOT NULL,
    offered boolean NOT NULL,
    holder character varying(100) NOT NULL,
    bank character varying(100) NOT NULL,
    number character varying(40) NOT NULL,
    note character varying(200) NOT NULL
);

ALTER TABLE public.transfer_account ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.transfer_account_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.transfer_return (
    id bigint NOT NULL,
    no character varying(32) NOT NULL,
    amount_fen integer NOT NULL,
    reference character varying(64) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    transfer_id bigint NOT NULL,
    CONSTRAINT transfer_return_amount_fen_check CHECK ((amount_fen >= 0))
);

ALTER TABLE public.transfer_return ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.transfer_return_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.transfer_transfer (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    payer character varying(60) NOT NULL,
    sent_at timestamp with time zone,
    refused character varying(200) NOT NULL,
    reference character varying(64) NOT NULL,
    paid_fen integer NOT NULL,
    taken_at timestamp with time zone,
    attempt_id bigint NOT NULL,
    slip_id uuid,
    CONSTRAINT transfer_transfer_paid_fen_check CHECK ((paid_fen >= 0))
);

ALTER TABLE public.transfer_transfer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.transfer_transfer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wechat_pay_certificaterenewal (
    id bigint NOT NULL,
    account character varying(32) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    renewed_at timestamp with time zone
);

ALTER TABLE public.wechat_pay_certificaterenewal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wechat_pay_certificaterenewal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wechat_pay_notification (
    id bigint NOT NULL,
    account character varying(32) NOT NULL,
    headers jsonb NOT NULL,
    body bytea NOT NULL,
    notification_id character varying(64) NOT NULL,
    event_type character varying(40) NOT NULL,
    verdict character varying(40) NOT NULL,
    received_at timestamp with time zone NOT NULL
);

ALTER TABLE public.wechat_pay_notification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wechat_pay_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wechat_pay_platformcertificate (
    id bigint NOT NULL,
    account character varying(32) NOT NULL,
    serial character varying(64) NOT NULL,
    pem text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    joined_at timestamp with time zone NOT NULL
);

ALTER TABLE public.wechat_pay_platformcertificate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wechat_pay_platformcertificate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.works_picture (
    id bigint NOT NULL,
    number smallint NOT NULL,
    prints bytea NOT NULL,
    asset_id uuid NOT NULL,
    work_id bigint NOT NULL,
    CONSTRAINT works_picture_number_check CHECK ((number >= 0))
);

ALTER TABLE public.works_picture ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.works_picture_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.works_search (
    id bigint NOT NULL,
    key uuid NOT NULL,
    place character varying(500) NOT NULL,
    state character varying(8) NOT NULL,
    verdict jsonb NOT NULL,
    error text NOT NULL,
    tries smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    asset_id uuid,
    owner_id bigint NOT NULL,
    picture_id bigint,
    name character varying(200) DEFAULT ''::character varying NOT NULL,
    sha256 character varying(64) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT works_search_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.works_search ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.works_search_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.works_work (
    id bigint NOT NULL,
    code character varying(22) NOT NULL,
    key uuid NOT NULL,
    title character varying(80) NOT NULL,
    note text NOT NULL,
    made_on date,
    audience character varying(6) NOT NULL,
    line character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    hidden_at timestamp with time zone,
    hidden_because character varying(200) NOT NULL,
    course_id bigint,
    owner_id bigint NOT NULL
);

ALTER TABLE public.works_work ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.works_work_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);

INSERT INTO public.auth_permission VALUES
	(1, 'Can add permission', 1, 'add_permission'),
	(2, 'Can change permission', 1, 'change_permission'),
	(3, 'Can delete permission', 1, 'delete_permission'),
	(4, 'Can view permission', 1, 'view_permission'),
	(5, 'Can add group', 2, 'add_group'),
	(6, 'Can change group', 2, 'change_group'),
	(7, 'Can delete group', 2, 'delete_group'),
	(8, 'Can view group', 2, 'view_group'),
	(9, 'Can add content type', 3, 'add_contenttype'),
	(10, 'Can change content type', 3, 'change_contenttype'),
	(11, 'Can delete content type', 3, 'delete_contenttype'),
	(12, 'Can view content type', 3, 'view_contenttype'),
	(13, 'Can add session', 4, 'add_session'),
	(14, 'Can change session', 4, 'change_session'),
	(15, 'Can delete session', 4, 'delete_session'),
	(16, 'Can view session', 4, 'view_session'),
	(17, 'Can add email address', 5, 'add_emailaddress'),
	(18, 'Can change email address', 5, 'change_emailaddress'),
	(19, 'Can delete email address', 5, 'delete_emailaddress'),
	(20, 'Can view email address', 5, 'view_emailaddress'),
	(21, 'Can add email confirmation', 6, 'add_emailconfirmation'),
	(22, 'Can change email confirmation', 6, 'change_emailconfirmation'),
	(23, 'Can delete email confirmation', 6, 'delete_emailconfirmation'),
	(24, 'Can view email confirmation', 6, 'view_emailconfirmation'),
	(25, 'Can add authenticator', 7, 'add_authenticator'),
	(26, 'Can change authenticator', 7, 'change_authenticator'),
	(27, 'Can delete authenticator', 7, 'delete_authenticator'),
	(28, 'Can view authenticator', 7, 'view_authenticator'),
	(29, 'Can add procrastinate event', 8, 'add_procrastinateevent'),
	(30, 'Can change procrastinate event', 8, 'change_procrastinateevent'),
	(31, 'Can delete procrastinate event', 8, 'delete_procrastinateevent'),
	(32, 'Can view procrastinate event', 8, 'view_procrastinateevent'),
	(33, 'Can add procrastinate job', 9, 'add_procrastinatejob'),
	(34, 'Can change procrastinate job', 9, 'change_procrastinatejob'),
	(35, 'Can delete procrastinate job', 9, 'delete_procrastinatejob'),
	(36, 'Can view procrastinate job', 9, 'view_procrastinatejob'),
	(37, 'Can add procrastinate periodic defer', 10, 'add_procrastinateperiodicdefer'),
	(38, 'Can change procrastinate periodic defer', 10, 'change_procrastinateperiodicdefer'),
	(39, 'Can delete procrastinate periodic defer', 10, 'delete_procrastinateperiodicdefer'),
	(40, 'Can view procrastinate periodic defer', 10, 'view_procrastinateperiodicdefer'),
	(41, 'Can add procrastinate worker', 11, 'add_procrastinateworker'),
	(42, 'Can change procrastinate worker', 11, 'change_procrastinateworker'),
	(43, 'Can delete procrastinate worker', 11, 'delete_procrastinateworker'),
	(44, 'Can view procrastinate worker', 11, 'view_procrastinateworker'),
	(45, 'Can add event', 12, 'add_event'),
	(46, 'Can change event', 12, 'change_event'),
	(47, 'Can delete event', 12, 'delete_event'),
	(48, 'Can view event', 12, 'view_event'),
	(49, 'Can add school', 13, 'add_school'),
	(50, 'Can change school', 13, 'change_school'),
	(51, 'Can delete school', 13, 'delete_school'),
	(52, 'Can view school', 13, 'view_school'),
	(53, 'Can add audit entry', 14, 'add_auditentry'),
	(54, 'Can change audit entry', 14, 'change_auditentry'),
	(55, 'Can delete audit entry', 14, 'delete_auditentry'),
	(56, 'Can view audit entry', 14, 'view_auditentry'),
	(57, 'Can add idempotency key', 15, 'add_idempotencykey'),
	(58, 'Can change idempotency key', 15, 'change_idempotencykey'),
	(59, 'Can delete idempotency key', 15, 'delete_idempotencykey'),
	(60, 'Can view idempotency key', 15, 'view_idempotencykey'),
	(61, 'Can add delivery', 16, 'add_delivery'),
	(62, 'Can change delivery', 16, 'change_delivery'),
	(63, 'Can delete delivery', 16, 'delete_delivery'),
	(64, 'Can view delivery', 16, 'view_delivery'),
	(65, 'Can add document', 17, 'add_document'),
	(66, 'Can change document', 17, 'change_document'),
	(67, 'Can delete document', 17, 'delete_document'),
	(68, 'Can view document', 17, 'view_document'),
	(69, 'Can add user', 18, 'add_user'),
	(70, 'Can change user', 18, 'change_user'),
	(71, 'Can delete user', 18, 'delete_user'),
	(72, 'Can view user', 18, 'view_user'),
	(73, 'Can add agreement', 19, 'add_agreement'),
	(74, 'Can change agreement', 19, 'change_agreement'),
	(75, 'Can delete agreement', 19, 'delete_agreement'),
	(76, 'Can view agreement', 19, 'view_agreement'),
	(77, 'Can add phone code', 20, 'add_phonecode'),
	(78, 'Can change phone code', 20, 'change_phonecode'),
	(79, 'Can delete phone code', 20, 'delete_phonecode'),
	(80, 'Can view phone code', 20, 'view_phonecode'),
	(81, 'Can add consent', 21, 'add_consent'),
	(82, 'Can change consent', 21, 'change_consent'),
	(83, 'Can delete consent', 21, 'delete_consent'),
	(84, 'Can view consent', 21, 'view_consent'),
	(85, 'Can add device', 22, 'add_device'),
	(86, 'Can change device', 22, 'change_device'),
	(87, 'Can delete device', 22, 'delete_device'),
	(88, 'Can view device', 22, 'view_device'),
	(89, 'Can add identity', 23, 'add_identity'),
	(90, 'Can change identity', 23, 'change_identity'),
	(91, 'Can delete identity', 23, 'delete_identity'),
	(92, 'Can view identity', 23, 'view_identity'),
	(93, 'Can add role grant', 24, 'add_rolegrant'),
	(94, 'Can change role grant', 24, 'change_rolegrant'),
	(95, 'Can delete role grant', 24, 'delete_rolegrant'),
	(96, 'Can view role grant', 24, 'view_rolegrant'),
	(97, 'Can add email code', 25, 'add_emailcode'),
	(98, 'Can change email code', 25, 'change_emailcode'),
	(99, 'Can delete email code', 25, 'delete_emailcode'),
	(100, 'Can view email code', 25, 'view_emailcode'),
	(101, 'Can add notice', 26, 'add_notice'),
	(102, 'Can change notice', 26, 'change_notice'),
	(103, 'Can delete notice', 26, 'delete_notice'),
	(104, 'Can view notice', 26, 'view_notice'),
	(105, 'Can add throttle', 27, 'add_throttle'),
	(106, 'Can change throttle', 27, 'change_throttle'),
	(107, 'Can delete throttle', 27, 'delete_throttle'),
	(108, 'Can view throttle', 27, 'view_throttle'),
	(109, 'Can add asset', 28, 'add_asset'),
	(110, 'Can change asset', 28, 'change_asset'),
	(111, 'Can delete asset', 28, 'delete_asset'),
	(112, 'Can view asset', 28, 'view_asset'),
	(113, 'Can add upload', 29, 'add_upload'),
	(114, 'Can change upload', 29, 'change_upload'),
	(115, 'Can delete upload', 29, 'delete_upload'),
	(116, 'Can view upload', 29, 'view_upload'),
	(117, 'Can add rendition', 30, 'add_rendition'),
	(118, 'Can change rendition', 30, 'change_rendition'),
	(119, 'Can delete rendition', 30, 'delete_rendition'),
	(120, 'Can view rendition', 30, 'view_rendition'),
	(121, 'Can add subtitle', 31, 'add_subtitle'),
	(122, 'Can change subtitle', 31, 'change_subtitle'),
	(123, 'Can delete subtitle', 31, 'delete_subtitle'),
	(124, 'Can view subtitle', 31, 'view_subtitle'),
	(125, 'Can add document pages', 32, 'add_documentpages'),
	(126, 'Can change document pages', 32, 'change_documentpages'),
	(127, 'Can delete document pages', 32, 'delete_documentpages'),
	(128, 'Can view document pages', 32, 'view_documentpages'),
	(129, 'Can add pace', 33, 'add_pace'),
	(130, 'Can change pace', 33, 'change_pace'),
	(131, 'Can delete pace', 33, 'delete_pace'),
	(132, 'Can view pace', 33, 'view_pace'),
	(133, 'Can add reviewed', 34, 'add_reviewed'),
	(134, 'Can change reviewed', 34, 'change_reviewed'),
	(135, 'Can delete reviewed', 34, 'delete_reviewed'),
	(136, 'Can view reviewed', 34, 'view_reviewed'),
	(137, 'Can add play', 35, 'add_play'),
	(138, 'Can change play', 35, 'change_play'),
	(139, 'Can delete play', 35, 'delete_play'),
	(140, 'Can view play', 35, 'view_play'),
	(141, 'Can add stream', 36, 'add_stream'),
	(142, 'Can change stream', 36, 'change_stream'),
	(143, 'Can delete stream', 36, 'delete_stream'),
	(144, 'Can view stream', 36, 'view_stream'),
	(145, 'Can add book chapter', 37, 'add_bookchapter'),
	(146, 'Can change book chapter', 37, 'change_bookchapter'),
	(147, 'Can delete book chapter', 37, 'delete_bookchapter'),
	(148, 'Can view book chapter', 37, 'view_bookchapter'),
	(149, 'Can add courseware', 38, 'add_courseware'),
	(150, 'Can change courseware', 38, 'change_courseware'),
	(151, 'Can delete courseware', 38, 'delete_courseware'),
	(152, 'Can view courseware', 38, 'view_courseware'),
	(153, 'Can add courseware file', 39, 'add_coursewarefile'),
	(154, 'Can change courseware file', 39, 'change_coursewarefile'),
	(155, 'Can delete courseware file', 39, 'delete_coursewarefile'),
	(156, 'Can view courseware file', 39, 'view_coursewarefile'),
	(157, 'Can add copy', 40, 'add_copy'),
	(158, 'Can change copy', 40, 'change_copy'),
	(159, 'Can delete copy', 40, 'delete_copy'),
	(160, 'Can view copy', 40, 'view_copy'),
	(161, 'Can add leftover', 41, 'add_leftover'),
	(162, 'Can change leftover', 41, 'change_leftover'),
	(163, 'Can delete leftover', 41, 'delete_leftover'),
	(164, 'Can view leftover', 41, 'view_leftover'),
	(165, 'Can add store check', 42, 'add_storecheck'),
	(166, 'Can change store check', 42, 'change_storecheck'),
	(167, 'Can delete store check', 42, 'delete_storecheck'),
	(168, 'Can view store check', 42, 'view_storecheck'),
	(169, 'Can add schedule', 43, 'add_schedule'),
	(170, 'Can change schedule', 43, 'change_schedule'),
	(171, 'Can delete schedule', 43, 'delete_schedule'),
	(172, 'Can view schedule', 43, 'view_schedule'),
	(173, 'Can add backup', 44, 'add_backup'),
	(174, 'Can change backup', 44, 'change_backup'),
	(175, 'Can delete backup', 44, 'delete_backup'),
	(176, 'Can view backup', 44, 'view_backup'),
	(177, 'Can add category', 45, 'add_category'),
	(178, 'Can change category', 45, 'change_category'),
	(179, 'Can delete category', 45, 'delete_category'),
	(180, 'Can view category', 45, 'view_category'),
	(181, 'Can add tag', 46, 'add_tag'),
	(182, 'Can change tag', 46, 'change_tag'),
	(183, 'Can delete tag', 46, 'delete_tag'),
	(184, 'Can view tag', 46, 'view_tag'),
	(185, 'Can add course', 47, 'add_course'),
	(186, 'Can change course', 47, 'change_course'),
	(187, 'Can delete course', 47, 'delete_course'),
	(188, 'Can view course', 47, 'view_course'),
	(189, 'Can add chapter', 48, 'add_chapter'),
	(190, 'Can change chapter', 48, 'change_chapter'),
	(191, 'Can delete chapter', 48, 'delete_chapter'),
	(192, 'Can view chapter', 48, 'view_chapter'),
	(193, 'Can add lesson', 49, 'add_lesson'),
	(194, 'Can change lesson', 49, 'change_lesson'),
	(195, 'Can delete lesson', 49, 'delete_lesson'),
	(196, 'Can view lesson', 49, 'view_lesson'),
	(197, 'Can add attachment', 50, 'add_attachment'),
	(198, 'Can change attachment', 50, 'change_attachment'),
	(199, 'Can delete attachment', 50, 'delete_attachment'),
	(200, 'Can view attachment', 50, 'view_attachment'),
	(201, 'Can add product', 51, 'add_product'),
	(202, 'Can change product', 51, 'change_product'),
	(203, 'Can delete product', 51, 'delete_product'),
	(204, 'Can view product', 51, 'view_product'),
	(205, 'Can add outline version', 52, 'add_outlineversion'),
	(206, 'Can change outline version', 52, 'change_outlineversion'),
	(207, 'Can delete outline version', 52, 'delete_outlineversion'),
	(208, 'Can view outline version', 52, 'view_outlineversion'),
	(209, 'Can add opens', 53, 'add_opens'),
	(210, 'Can change opens', 53, 'change_opens'),
	(211, 'Can delete opens', 53, 'delete_opens'),
	(212, 'Can view opens', 53, 'view_opens'),
	(213, 'Can add plan', 54, 'add_plan'),
	(214, 'Can change plan', 54, 'change_plan'),
	(215, 'Can delete plan', 54, 'delete_plan'),
	(216, 'Can view plan', 54, 'view_plan'),
	(217, 'Can add variant', 55, 'add_variant'),
	(218, 'Can change variant', 55, 'change_variant'),
	(219, 'Can delete variant', 55, 'delete_variant'),
	(220, 'Can view variant', 55, 'view_variant'),
	(221, 'Can add bundle', 56, 'add_bundle'),
	(222, 'Can change bundle', 56, 'change_bundle'),
	(223, 'Can delete bundle', 56, 'delete_bundle'),
	(224, 'Can view bundle', 56, 'view_bundle'),
	(225, 'Can add part', 57, 'add_part'),
	(226, 'Can change part', 57, 'change_part'),
	(227, 'Can delete part', 57, 'delete_part'),
	(228, 'Can view part', 57, 'view_part'),
	(229, 'Can add intake', 58, 'add_intake'),
	(230, 'Can change intake', 58, 'change_intake'),
	(231, 'Can delete intake', 58, 'delete_intake'),
	(232, 'Can view intake', 58, 'view_intake'),
	(233, 'Can add package', 59, 'add_package'),
	(234, 'Can change package', 59, 'change_package'),
	(235, 'Can delete package', 59, 'delete_package'),
	(236, 'Can view package', 59, 'view_package'),
	(237, 'Can add tip jar', 60, 'add_tipjar'),
	(238, 'Can change tip jar', 60, 'change_tipjar'),
	(239, 'Can delete tip jar', 60, 'delete_tipjar'),
	(240, 'Can view tip jar', 60, 'view_tipjar'),
	(241, 'Can add refund defaults', 61, 'add_refunddefaults'),
	(242, 'Can change refund defaults', 61, 'change_refunddefaults'),
	(243, 'Can delete refund defaults', 61, 'delete_refunddefaults'),
	(244, 'Can view refund defaults', 61, 'view_refunddefaults'),
	(245, 'Can add single', 62, 'add_single'),
	(246, 'Can change single', 62, 'change_single'),
	(247, 'Can delete single', 62, 'delete_single'),
	(248, 'Can view single', 62, 'view_single'),
	(249, 'Can add welcome', 63, 'add_welcome'),
	(250, 'Can change welcome', 63, 'change_welcome'),
	(251, 'Can delete welcome', 63, 'delete_welcome'),
	(252, 'Can view welcome', 63, 'view_welcome'),
	(253, 'Can add pre sale', 64, 'add_presale'),
	(254, 'Can change pre sale', 64, 'change_presale'),
	(255, 'Can delete pre sale', 64, 'delete_presale'),
	(256, 'Can view pre sale', 64, 'view_presale'),
	(257, 'Can add photo', 65, 'add_photo'),
	(258, 'Can change photo', 65, 'change_photo'),
	(259, 'Can delete photo', 65, 'delete_photo'),
	(260, 'Can view photo', 65, 'view_photo'),
	(261, 'Can add grant', 66, 'add_grant'),
	(262, 'Can change grant', 66, 'change_grant'),
	(263, 'Can delete grant', 66, 'delete_grant'),
	(264, 'Can view grant', 66, 'view_grant'),
	(265, 'Can add consumption', 67, 'add_consumption'),
	(266, 'Can change consumption', 67, 'change_consumption'),
	(267, 'Can delete consumption', 67, 'delete_consumption'),
	(268, 'Can view consumption', 67, 'view_consumption'),
	(269, 'Can add pause', 68, 'add_pause'),
	(270, 'Can change pause', 68, 'change_pause'),
	(271, 'Can delete pause', 68, 'delete_pause'),
	(272, 'Can view pause', 68, 'view_pause'),
	(273, 'Can add account', 69, 'add_account'),
	(274, 'Can change account', 69, 'change_account'),
	(275, 'Can delete account', 69, 'delete_account'),
	(276, 'Can view account', 69, 'view_account'),
	(277, 'Can add journal', 70, 'add_journal'),
	(278, 'Can change journal', 70, 'change_journal'),
	(279, 'Can delete journal', 70, 'delete_journal'),
	(280, 'Can view journal', 70, 'view_journal'),
	(281, 'Can add seal', 71, 'add_seal'),
	(282, 'Can change seal', 71, 'change_seal'),
	(283, 'Can delete seal', 71, 'delete_seal'),
	(284, 'Can view seal', 71, 'view_seal'),
	(285, 'Can add line', 72, 'add_line'),
	(286, 'Can change line', 72, 'change_line'),
	(287, 'Can delete line', 72, 'delete_line'),
	(288, 'Can view line', 72, 'view_line'),
	(289, 'Can add trace', 73, 'add_trace'),
	(290, 'Can change trace', 73, 'change_trace'),
	(291, 'Can delete trace', 73, 'delete_trace'),
	(292, 'Can view trace', 73, 'view_trace'),
	(293, 'Can add issue', 74, 'add_issue'),
	(294, 'Can change issue', 74, 'change_issue'),
	(295, 'Can delete issue', 74, 'delete_issue'),
	(296, 'Can view issue', 74, 'view_issue'),
	(297, 'Can add inquiry', 75, 'add_inquiry'),
	(298, 'Can change inquiry', 75, 'change_inquiry'),
	(299, 'Can delete inquiry', 75, 'delete_inquiry'),
	(300, 'Can view inquiry', 75, 'view_inquiry'),
	(301, 'Can add coupon', 76, 'add_coupon'),
	(302, 'Can change coupon', 76, 'change_coupon'),
	(303, 'Can delete coupon', 76, 'delete_coupon'),
	(304, 'Can view coupon', 76, 'view_coupon'),
	(305, 'Can add deal', 77, 'add_deal'),
	(306, 'Can change deal', 77, 'change_deal'),
	(307, 'Can delete deal', 77, 'delete_deal'),
	(308, 'Can view deal', 77, 'view_deal'),
	(309, 'Can add floor', 78, 'add_floor'),
	(310, 'Can change floor', 78, 'change_floor'),
	(311, 'Can delete floor', 78, 'delete_floor'),
	(312, 'Can view floor', 78, 'view_floor'),
	(313, 'Can add held', 79, 'add_held'),
	(314, 'Can change held', 79, 'change_held'),
	(315, 'Can delete held', 79, 'delete_held'),
	(316, 'Can view held', 79, 'view_held'),
	(317, 'Can add price mark', 80, 'add_pricemark'),
	(318, 'Can change price mark', 80, 'change_pricemark'),
	(319, 'Can delete price mark', 80, 'delete_pricemark'),
	(320, 'Can view price mark', 80, 'view_pricemark'),
	(321, 'Can add use', 81, 'add_use'),
	(322, 'Can change use', 81, 'change_use'),
	(323, 'Can delete use', 81, 'delete_use'),
	(324, 'Can view use', 81, 'view_use'),
	(325, 'Can add spent', 82, 'add_spent'),
	(326, 'Can change spent', 82, 'change_spent'),
	(327, 'Can delete spent', 82, 'delete_spent'),
	(328, 'Can view spent', 82, 'view_spent'),
	(329, 'Can add credit', 83, 'add_credit'),
	(330, 'Can change credit', 83, 'change_credit'),
	(331, 'Can delete credit', 83, 'delete_credit'),
	(332, 'Can view credit', 83, 'view_credit'),
	(333, 'Can add credit use', 84, 'add_credituse'),
	(334, 'Can change credit use', 84, 'change_credituse'),
	(335, 'Can delete credit use', 84, 'delete_credituse'),
	(336, 'Can view credit use', 84, 'view_credituse'),
	(337, 'Can add message', 85, 'add_message'),
	(338, 'Can change message', 85, 'change_message'),
	(339, 'Can delete message', 85, 'delete_message'),
	(340, 'Can view message', 85, 'view_message'),
	(341, 'Can add refusal', 86, 'add_refusal'),
	(342, 'Can change refusal', 86, 'change_refusal'),
	(343, 'Can delete refusal', 86, 'delete_refusal'),
	(344, 'Can view refusal', 86, 'view_refusal'),
	(345, 'Can add send', 87, 'add_send'),
	(346, 'Can change send', 87, 'change_send'),
	(347, 'Can delete send', 87, 'delete_send'),
	(348, 'Can view send', 87, 'view_send'),
	(349, 'Can add switch', 88, 'add_switch'),
	(350, 'Can change switch', 88, 'change_switch'),
	(351, 'Can delete switch', 88, 'delete_switch'),
	(352, 'Can view switch', 88, 'view_switch'),
	(353, 'Can add screen', 89, 'add_screen'),
	(354, 'Can change screen', 89, 'change_screen'),
	(355, 'Can delete screen', 89, 'delete_screen'),
	(356, 'Can view screen', 89, 'view_screen'),
	(357, 'Can add question', 90, 'add_question'),
	(358, 'Can change question', 90, 'change_question'),
	(359, 'Can delete question', 90, 'delete_question'),
	(360, 'Can view question', 90, 'view_question'),
	(361, 'Can add application', 91, 'add_application'),
	(362, 'Can change application', 91, 'change_application'),
	(363, 'Can delete application', 91, 'delete_application'),
	(364, 'Can view application', 91, 'view_application'),
	(365, 'Can add complaint', 92, 'add_complaint'),
	(366, 'Can change complaint', 92, 'change_complaint'),
	(367, 'Can delete complaint', 92, 'delete_complaint'),
	(368, 'Can view complaint', 92, 'view_complaint'),
	(369, 'Can add word', 93, 'add_word'),
	(370, 'Can change word', 93, 'change_word'),
	(371, 'Can delete word', 93, 'delete_word'),
	(372, 'Can view word', 93, 'view_word'),
	(373, 'Can add work', 94, 'add_work'),
	(374, 'Can change work', 94, 'change_work'),
	(375, 'Can delete work', 94, 'delete_work'),
	(376, 'Can view work', 94, 'view_work'),
	(377, 'Can add picture', 95, 'add_picture'),
	(378, 'Can change picture', 95, 'change_picture'),
	(379, 'Can delete picture', 95, 'delete_picture'),
	(380, 'Can view picture', 95, 'view_picture'),
	(381, 'Can add search', 96, 'add_search'),
	(382, 'Can change search', 96, 'change_search'),
	(383, 'Can delete search', 96, 'delete_search'),
	(384, 'Can view search', 96, 'view_search'),
	(385, 'Can add run', 97, 'add_run'),
	(386, 'Can change run', 97, 'change_run'),
	(387, 'Can delete run', 97, 'delete_run'),
	(388, 'Can view run', 97, 'view_run'),
	(389, 'Can add brought', 98, 'add_brought'),
	(390, 'Can change brought', 98, 'change_brought'),
	(391, 'Can delete brought', 98, 'delete_brought'),
	(392, 'Can view brought', 98, 'view_brought'),
	(393, 'Can add order', 99, 'add_order'),
	(394, 'Can change order', 99, 'change_order'),
	(395, 'Can delete order', 99, 'delete_order'),
	(396, 'Can view order', 99, 'view_order'),
	(397, 'Can add order line', 100, 'add_orderline'),
	(398, 'Can change order line', 100, 'change_orderline'),
	(399, 'Can delete order line', 100, 'delete_orderline'),
	(400, 'Can view order line', 100, 'view_orderline'),
	(401, 'Can add payment attempt', 101, 'add_paymentattempt'),
	(402, 'Can change payment attempt', 101, 'change_paymentattempt'),
	(403, 'Can delete payment attempt', 101, 'delete_paymentattempt'),
	(404, 'Can view payment attempt', 101, 'view_paymentattempt'),
	(405, 'Can add payment', 102, 'add_payment'),
	(406, 'Can change payment', 102, 'change_payment'),
	(407, 'Can delete payment', 102, 'delete_payment'),
	(408, 'Can view payment', 102, 'view_payment'),
	(409, 'Can add refund', 103, 'add_refund'),
	(410, 'Can change refund', 103, 'change_refund'),
	(411, 'Can delete refund', 103, 'delete_refund'),
	(412, 'Can view refund', 103, 'view_refund'),
	(413, 'Can add refund line', 104, 'add_refundline'),
	(414, 'Can change refund line', 104, 'change_refundline'),
	(415, 'Can delete refund line', 104, 'delete_refundline'),
	(416, 'Can view refund line', 104, 'view_refundline'),
	(417, 'Can add difference', 105, 'add_difference'),
	(418, 'Can change difference', 105, 'change_difference'),
	(419, 'Can delete difference', 105, 'delete_difference'),
	(420, 'Can view difference', 105, 'view_difference'),
	(421, 'Can add statement', 106, 'add_statement'),
	(422, 'Can change statement', 106, 'change_statement'),
	(423, 'Can delete statement', 106, 'delete_statement'),
	(424, 'Can view statement', 106, 'view_statement'),
	(425, 'Can add statement row', 107, 'add_statementrow'),
	(426, 'Can change statement row', 107, 'change_statementrow'),
	(427, 'Can delete statement row', 107, 'delete_statementrow'),
	(428, 'Can view statement row', 107, 'view_statementrow'),
	(429, 'Can add after sale', 108, 'add_aftersale'),
	(430, 'Can change after sale', 108, 'change_aftersale'),
	(431, 'Can delete after sale', 108, 'delete_aftersale'),
	(432, 'Can view after sale', 108, 'view_aftersale'),
	(433, 'Can add wallet', 109, 'add_wallet'),
	(434, 'Can change wallet', 109, 'change_wallet'),
	(435, 'Can delete wallet', 109, 'delete_wallet'),
	(436, 'Can view wallet', 109, 'view_wallet'),
	(437, 'Can add wallet entry', 110, 'add_walletentry'),
	(438, 'Can change wallet entry', 110, 'change_walletentry'),
	(439, 'Can delete wallet entry', 110, 'delete_walletentry'),
	(440, 'Can view wallet entry', 110, 'view_walletentry'),
	(441, 'Can add exchange', 111, 'add_exchange'),
	(442, 'Can change exchange', 111, 'change_exchange'),
	(443, 'Can delete exchange', 111, 'delete_exchange'),
	(444, 'Can view exchange', 111, 'view_exchange'),
	(445, 'Can add invoice', 112, 'add_invoice'),
	(446, 'Can change invoice', 112, 'change_invoice'),
	(447, 'Can delete invoice', 112, 'delete_invoice'),
	(448, 'Can view invoice', 112, 'view_invoice'),
	(449, 'Can add invoice line', 113, 'add_invoiceline'),
	(450, 'Can change invoice line', 113, 'change_invoiceline'),
	(451, 'Can delete invoice line', 113, 'delete_invoiceline'),
	(452, 'Can view invoice line', 113, 'view_invoiceline'),
	(453, 'Can add reversal', 114, 'add_reversal'),
	(454, 'Can change reversal', 114, 'change_reversal'),
	(455, 'Can delete reversal', 114, 'delete_reversal'),
	(456, 'Can view reversal', 114, 'view_reversal'),
	(457, 'Can add seller', 115, 'add_seller'),
	(458, 'Can change seller', 115, 'change_seller'),
	(459, 'Can delete seller', 115, 'delete_seller'),
	(460, 'Can view seller', 115, 'view_seller'),
	(461, 'Can add title', 116, 'add_title'),
	(462, 'Can change title', 116, 'change_title'),
	(463, 'Can delete title', 116, 'delete_title'),
	(464, 'Can view title', 116, 'view_title'),
	(465, 'Can add batch', 117, 'add_batch'),
	(466, 'Can change batch', 117, 'change_batch'),
	(467, 'Can delete batch', 117, 'delete_batch'),
	(468, 'Can view batch', 117, 'view_batch'),
	(469, 'Can add code', 118, 'add_code'),
	(470, 'Can change code', 118, 'change_code'),
	(471, 'Can delete code', 118, 'delete_code'),
	(472, 'Can view code', 118, 'view_code'),
	(473, 'Can add gift', 119, 'add_gift'),
	(474, 'Can change gift', 119, 'change_gift'),
	(475, 'Can delete gift', 119, 'delete_gift'),
	(476, 'Can view gift', 119, 'view_gift'),
	(477, 'Can add delivery', 120, 'add_delivery'),
	(478, 'Can change delivery', 120, 'change_delivery'),
	(479, 'Can delete delivery', 120, 'delete_delivery'),
	(480, 'Can view delivery', 120, 'view_delivery'),
	(481, 'Can add undoing', 121, 'add_undoing'),
	(482, 'Can change undoing', 121, 'change_undoing'),
	(483, 'Can delete undoing', 121, 'delete_undoing'),
	(484, 'Can view undoing', 121, 'view_undoing'),
	(485, 'Can add appointment', 122, 'add_appointment'),
	(486, 'Can change appointment', 122, 'change_appointment'),
	(487, 'Can delete appointment', 122, 'delete_appointment'),
	(488, 'Can view appointment', 122, 'view_appointment'),
	(489, 'Can add seat', 123, 'add_seat'),
	(490, 'Can change seat', 123, 'change_seat'),
	(491, 'Can delete seat', 123, 'delete_seat'),
	(492, 'Can view seat', 123, 'view_seat'),
	(493, 'Can add series', 124, 'add_series'),
	(494, 'Can change series', 124, 'change_series'),
	(495, 'Can delete series', 124, 'delete_series'),
	(496, 'Can view series', 124, 'view_series'),
	(497, 'Can add live class', 125, 'add_liveclass'),
	(498, 'Can change live class', 125, 'change_liveclass'),
	(499, 'Can delete live class', 125, 'delete_liveclass'),
	(500, 'Can view live class', 125, 'view_liveclass'),
	(501, 'Can add signal', 126, 'add_signal'),
	(502, 'Can change signal', 126, 'change_signal'),
	(503, 'Can delete signal', 126, 'delete_signal'),
	(504, 'Can view signal', 126, 'view_signal'),
	(505, 'Can add stream key', 127, 'add_streamkey'),
	(506, 'Can change stream key', 127, 'change_streamkey'),
	(507, 'Can delete stream key', 127, 'delete_streamkey'),
	(508, 'Can view stream key', 127, 'view_streamkey'),
	(509, 'Can add push', 128, 'add_push'),
	(510, 'Can change push', 128, 'change_push'),
	(511, 'Can delete push', 128, 'delete_push'),
	(512, 'Can view push', 128, 'view_push'),
	(513, 'Can add cloud recording', 129, 'add_cloudrecording'),
	(514, 'Can change cloud recording', 129, 'change_cloudrecording'),
	(515, 'Can delete cloud recording', 129, 'delete_cloudrecording'),
	(516, 'Can view cloud recording', 129, 'view_cloudrecording'),
	(517, 'Can add cloud replay', 130, 'add_cloudreplay'),
	(518, 'Can change cloud replay', 130, 'change_cloudreplay'),
	(519, 'Can delete cloud replay', 130, 'delete_cloudreplay'),
	(520, 'Can view cloud replay', 130, 'view_cloudreplay'),
	(521, 'Can add missed', 131, 'add_missed'),
	(522, 'Can change missed', 131, 'change_missed'),
	(523, 'Can delete missed', 131, 'delete_missed'),
	(524, 'Can view missed', 131, 'view_missed'),
	(525, 'Can add tip', 132, 'add_tip'),
	(526, 'Can change tip', 132, 'change_tip'),
	(527, 'Can delete tip', 132, 'delete_tip'),
	(528, 'Can view tip', 132, 'view_tip'),
	(529, 'Can add attempt', 133, 'add_attempt'),
	(530, 'Can change attempt', 133, 'change_attempt'),
	(531, 'Can delete attempt', 133, 'delete_attempt'),
	(532, 'Can view attempt', 133, 'view_attempt'),
	(533, 'Can add signing key', 134, 'add_signingkey'),
	(534, 'Can change signing key', 134, 'change_signingkey'),
	(535, 'Can delete signing key', 134, 'delete_signingkey'),
	(536, 'Can view signing key', 134, 'view_signingkey'),
	(537, 'Can add record', 135, 'add_record'),
	(538, 'Can change record', 135, 'change_record'),
	(539, 'Can delete record', 135, 'delete_record'),
	(540, 'Can view record', 135, 'view_record'),
	(541, 'Can add campaign', 136, 'add_campaign'),
	(542, 'Can change campaign', 136, 'change_campaign'),
	(543, 'Can delete campaign', 136, 'delete_campaign'),
	(544, 'Can view campaign', 136, 'view_campaign'),
	(545, 'Can add phase', 137, 'add_phase'),
	(546, 'Can change phase', 137, 'change_phase'),
	(547, 'Can delete phase', 137, 'delete_phase'),
	(548, 'Can view phase', 137, 'view_phase'),
	(549, 'Can add offer', 138, 'add_offer'),
	(550, 'Can change offer', 138, 'change_offer'),
	(551, 'Can delete offer', 138, 'delete_offer'),
	(552, 'Can view offer', 138, 'view_offer'),
	(553, 'Can add poll', 139, 'add_poll'),
	(554, 'Can change poll', 139, 'change_poll'),
	(555, 'Can delete poll', 139, 'delete_poll'),
	(556, 'Can view poll', 139, 'view_poll'),
	(557, 'Can add room', 140, 'add_room'),
	(558, 'Can change room', 140, 'change_room'),
	(559, 'Can delete room', 140, 'delete_room'),
	(560, 'Can view room', 140, 'view_room'),
	(561, 'Can add word', 141, 'add_word'),
	(562, 'Can change word', 141, 'change_word'),
	(563, 'Can delete word', 141, 'delete_word'),
	(564, 'Can view word', 141, 'view_word'),
	(565, 'Can add option', 142, 'add_option'),
	(566, 'Can change option', 142, 'change_option'),
	(567, 'Can delete option', 142, 'delete_option'),
	(568, 'Can view option', 142, 'view_option'),
	(569, 'Can add question', 143, 'add_question'),
	(570, 'Can change question', 143, 'change_question'),
	(571, 'Can delete question', 143, 'delete_question'),
	(572, 'Can view question', 143, 'view_question'),
	(573, 'Can add mute', 144, 'add_mute'),
	(574, 'Can change mute', 144, 'change_mute'),
	(575, 'Can delete mute', 144, 'delete_mute'),
	(576, 'Can view mute', 144, 'view_mute'),
	(577, 'Can add message', 145, 'add_message'),
	(578, 'Can change message', 145, 'change_message'),
	(579, 'Can delete message', 145, 'delete_message'),
	(580, 'Can view message', 145, 'view_message'),
	(581, 'Can add draw', 146, 'add_draw'),
	(582, 'Can change draw', 146, 'change_draw'),
	(583, 'Can delete draw', 146, 'delete_draw'),
	(584, 'Can view draw', 146, 'view_draw'),
	(585, 'Can add card', 147, 'add_card'),
	(586, 'Can change card', 147, 'change_card'),
	(587, 'Can delete card', 147, 'delete_card'),
	(588, 'Can view card', 147, 'view_card'),
	(589, 'Can add attendance', 148, 'add_attendance'),
	(590, 'Can change attendance', 148, 'change_attendance'),
	(591, 'Can delete attendance', 148, 'delete_attendance'),
	(592, 'Can view attendance', 148, 'view_attendance'),
	(593, 'Can add upvote', 149, 'add_upvote'),
	(594, 'Can change upvote', 149, 'change_upvote'),
	(595, 'Can delete upvote', 149, 'delete_upvote'),
	(596, 'Can view upvote', 149, 'view_upvote'),
	(597, 'Can add vote', 150, 'add_vote'),
	(598, 'Can change vote', 150, 'change_vote'),
	(599, 'Can delete vote', 150, 'delete_vote'),
	(600, 'Can view vote', 150, 'view_vote'),
	(601, 'Can add pick', 151, 'add_pick'),
	(602, 'Can change pick', 151, 'change_pick'),
	(603, 'Can delete pick', 151, 'delete_pick'),
	(604, 'Can view pick', 151, 'view_pick'),
	(605, 'Can add winner', 152, 'add_winner'),
	(606, 'Can change winner', 152, 'change_winner'),
	(607, 'Can delete winner', 152, 'delete_winner'),
	(608, 'Can view winner', 152, 'view_winner'),
	(609, 'Can add onsite class', 153, 'add_onsiteclass'),
	(610, 'Can change onsite class', 153, 'change_onsiteclass'),
	(611, 'Can delete onsite class', 153, 'delete_onsiteclass'),
	(612, 'Can view onsite class', 153, 'view_onsiteclass'),
	(613, 'Can add seat', 154, 'add_seat'),
	(614, 'Can change seat', 154, 'change_seat'),
	(615, 'Can delete seat', 154, 'delete_seat'),
	(616, 'Can view seat', 154, 'view_seat'),
	(617, 'Can add progress', 155, 'add_progress'),
	(618, 'Can change progress', 155, 'change_progress'),
	(619, 'Can delete progress', 155, 'delete_progress'),
	(620, 'Can view progress', 155, 'view_progress'),
	(621, 'Can add favourite', 156, 'add_favourite'),
	(622, 'Can change favourite', 156, 'change_favourite'),
	(623, 'Can delete favourite', 156, 'delete_favourite'),
	(624, 'Can view favourite', 156, 'view_favourite'),
	(625, 'Can add note', 157, 'add_note'),
	(626, 'Can change note', 157, 'change_note'),
	(627, 'Can delete note', 157, 'delete_note'),
	(628, 'Can view note', 157, 'view_note'),
	(629, 'Can add attention', 158, 'add_attention'),
	(630, 'Can change attention', 158, 'change_attention'),
	(631, 'Can delete attention', 158, 'delete_attention'),
	(632, 'Can view attention', 158, 'view_attention'),
	(633, 'Can add proven day', 159, 'add_provenday'),
	(634, 'Can change proven day', 159, 'change_provenday'),
	(635, 'Can delete proven day', 159, 'delete_provenday'),
	(636, 'Can view proven day', 159, 'view_provenday'),
	(637, 'Can add notification', 160, 'add_notification'),
	(638, 'Can change notification', 160, 'change_notification'),
	(639, 'Can delete notification', 160, 'delete_notification'),
	(640, 'Can view notification', 160, 'view_notification'),
	(641, 'Can add certificate', 161, 'add_certificate'),
	(642, 'Can change certificate', 161, 'change_certificate'),
	(643, 'Can delete certificate', 161, 'delete_certificate'),
	(644, 'Can view certificate', 161, 'view_certificate'),
	(645, 'Can add account', 162, 'add_account'),
	(646, 'Can change account', 162, 'change_account'),
	(647, 'Can delete account', 162, 'delete_account'),
	(648, 'Can view account', 162, 'view_account'),
	(649, 'Can add transfer', 163, 'add_transfer'),
	(650, 'Can change transfer', 163, 'change_transfer'),
	(651, 'Can delete transfer', 163, 'delete_transfer'),
	(652, 'Can view transfer', 163, 'view_transfer'),
	(653, 'Can add return', 164, 'add_return'),
	(654, 'Can change return', 164, 'change_return'),
	(655, 'Can delete return', 164, 'delete_return'),
	(656, 'Can view return', 164, 'view_return'),
	(657, 'Can add notification', 165, 'add_notification'),
	(658, 'Can change notification', 165, 'change_notification'),
	(659, 'Can delete notification', 165, 'delete_notification'),
	(660, 'Can view notification', 165, 'view_notification'),
	(661, 'Can add certificate renewal', 166, 'add_certificaterenewal'),
	(662, 'Can change certificate renewal', 166, 'change_certificaterenewal'),
	(663, 'Can delete certificate renewal', 166, 'delete_certificaterenewal'),
	(664, 'Can view certificate renewal', 166, 'view_certificaterenewal'),
	(665, 'Can add platform certificate', 167, 'add_platformcertificate'),
	(666, 'Can change platform certificate', 167, 'change_platformcertificate'),
	(667, 'Can delete platform certificate', 167, 'delete_platformcertificate'),
	(668, 'Can view platform certificate', 167, 'view_platformcertificate');

INSERT INTO public.catalog_category VALUES
	(1, '职场技能', 'zhi-chang', 0),
	(2, '兴趣爱好', 'xing-qu', 1),
	(3, '专业知识', 'zhuan-ye', 2),
	(4, '亲子教育', 'qin-zi', 3),
	(5, '生活技巧', 'sheng-huo', 4);

INSERT INTO public.django_content_type VALUES
	(1, 'auth', 'permission'),
	(2, 'auth', 'group'),
	(3, 'contenttypes', 'contenttype'),
	(4, 'sessions', 'session'),
	(5, 'account', 'emailaddress'),
	(6, 'account', 'emailconfirmation'),
	(7, 'mfa', 'authenticator'),
	(8, 'procrastinate', 'procrastinateevent'),
	(9, 'procrastinate', 'procrastinatejob'),
	(10, 'procrastinate', 'procrastinateperiodicdefer'),
	(11, 'procrastinate', 'procrastinateworker'),
	(12, 'platform', 'event'),
	(13, 'platform', 'school'),
	(14, 'platform', 'auditentry'),
	(15, 'platform', 'idempotencykey'),
	(16, 'platform', 'delivery'),
	(17, 'search', 'document'),
	(18, 'accounts', 'user'),
	(19, 'accounts', 'agreement'),
	(20, 'accounts', 'phonecode'),
	(21, 'accounts', 'consent'),
	(22, 'accounts', 'device'),
	(23, 'accounts', 'identity'),
	(24, 'accounts', 'rolegrant'),
	(25, 'accounts', 'emailcode'),
	(26, 'accounts', 'notice'),
	(27, 'accounts', 'throttle'),
	(28, 'media', 'asset'),
	(29, 'media', 'upload'),
	(30, 'media', 'rendition'),
	(31, 'media', 'subtitle'),
	(32, 'media', 'documentpages'),
	(33, 'media', 'pace'),
	(34, 'media', 'reviewed'),
	(35, 'media', 'play'),
	(36, 'media', 'stream'),
	(37, 'media', 'bookchapter'),
	(38, 'media', 'courseware'),
	(39, 'media', 'coursewarefile'),
	(40, 'media', 'copy'),
	(41, 'media', 'leftover'),
	(42, 'media', 'storecheck'),
	(43, 'backups', 'schedule'),
	(44, 'backups', 'backup'),
	(45, 'catalog', 'category'),
	(46, 'catalog', 'tag'),
	(47, 'catalog', 'course'),
	(48, 'catalog', 'chapter'),
	(49, 'catalog', 'lesson'),
	(50, 'catalog', 'attachment'),
	(51, 'catalog', 'product'),
	(52, 'catalog', 'outlineversion'),
	(53, 'catalog', 'opens'),
	(54, 'catalog', 'plan'),
	(55, 'catalog', 'variant'),
	(56, 'catalog', 'bundle'),
	(57, 'catalog', 'part'),
	(58, 'catalog', 'intake'),
	(59, 'catalog', 'package'),
	(60, 'catalog', 'tipjar'),
	(61, 'catalog', 'refunddefaults'),
	(62, 'catalog', 'single'),
	(63, 'catalog', 'welcome'),
	(64, 'catalog', 'presale'),
	(65, 'catalog', 'photo'),
	(66, 'access', 'grant'),
	(67, 'access', 'consumption'),
	(68, 'access', 'pause'),
	(69, 'ledger', 'account'),
	(70, 'ledger', 'journal'),
	(71, 'ledger', 'seal'),
	(72, 'ledger', 'line'),
	(73, 'tracing', 'trace'),
	(74, 'tracing', 'issue'),
	(75, 'tracing', 'inquiry'),
	(76, 'promotions', 'coupon'),
	(77, 'promotions', 'deal'),
	(78, 'promotions', 'floor'),
	(79, 'promotions', 'held'),
	(80, 'promotions', 'pricemark'),
	(81, 'promotions', 'use'),
	(82, 'promotions', 'spent'),
	(83, 'promotions', 'credit'),
	(84, 'promotions', 'credituse'),
	(85, 'messaging', 'message'),
	(86, 'messaging', 'refusal'),
	(87, 'messaging', 'send'),
	(88, 'messaging', 'switch'),
	(89, 'screening', 'screen'),
	(90, 'screening', 'question'),
	(91, 'screening', 'application'),
	(92, 'complaints', 'complaint'),
	(93, 'complaints', 'word'),
	(94, 'works', 'work'),
	(95, 'works', 'picture'),
	(96, 'works', 'search'),
	(97, 'imports', 'run'),
	(98, 'imports', 'brought'),
	(99, 'commerce', 'order'),
	(100, 'commerce', 'orderline'),
	(101, 'commerce', 'paymentattempt'),
	(102, 'commerce', 'payment'),
	(103, 'commerce', 'refund'),
	(104, 'commerce', 'refundline'),
	(105, 'commerce', 'difference'),
	(106, 'commerce', 'statement'),
	(107, 'commerce', 'statementrow'),
	(108, 'commerce', 'aftersale'),
	(109, 'commerce', 'wallet'),
	(110, 'commerce', 'walletentry'),
	(111, 'commerce', 'exchange'),
	(112, 'invoices', 'invoice'),
	(113, 'invoices', 'invoiceline'),
	(114, 'invoices', 'reversal'),
	(115, 'invoices', 'seller'),
	(116, 'invoices', 'title'),
	(117, 'gifts', 'batch'),
	(118, 'gifts', 'code'),
	(119, 'gifts', 'gift'),
	(120, 'coaching', 'delivery'),
	(121, 'coaching', 'undoing'),
	(122, 'coaching', 'appointment'),
	(123, 'coaching', 'seat'),
	(124, 'live', 'series'),
	(125, 'live', 'liveclass'),
	(126, 'live', 'signal'),
	(127, 'live', 'streamkey'),
	(128, 'live', 'push'),
	(129, 'live', 'cloudrecording'),
	(130, 'live', 'cloudreplay'),
	(131, 'live', 'missed'),
	(132, 'tips', 'tip'),
	(133, 'courseware', 'attempt'),
	(134, 'records', 'signingkey'),
	(135, 'records', 'record'),
	(136, 'campaigns', 'campaign'),
	(137, 'campaigns', 'phase'),
	(138, 'campaigns', 'offer'),
	(139, 'rooms', 'poll'),
	(140, 'rooms', 'room'),
	(141, 'rooms', 'word'),
	(142, 'rooms', 'option'),
	(143, 'rooms', 'question'),
	(144, 'rooms', 'mute'),
	(145, 'rooms', 'message'),
	(146, 'rooms', 'draw'),
	(147, 'rooms', 'card'),
	(148, 'rooms', 'attendance'),
	(149, 'rooms', 'upvote'),
	(150, 'rooms', 'vote'),
	(151, 'rooms', 'pick'),
	(152, 'rooms', 'winner'),
	(153, 'onsite', 'onsiteclass'),
	(154, 'onsite', 'seat'),
	(155, 'learning', 'progress'),
	(156, 'learning', 'favourite'),
	(157, 'learning', 'note'),
	(158, 'learning', 'attention'),
	(159, 'learning', 'provenday'),
	(160, 'alipay', 'notification'),
	(161, 'alipay', 'certificate'),
	(162, 'transfer', 'account'),
	(163, 'transfer', 'transfer'),
	(164, 'transfer', 'return'),
	(165, 'wechat_pay', 'notification'),
	(166, 'wechat_pay', 'certificaterenewal'),
	(167, 'wechat_pay', 'platformcertificate');

INSERT INTO public.django_migrations VALUES
	(1, 'accounts', '0001_initial', '2026-01-01 00:00:00+00'),
	(2, 'media', '0001_initial', '2026-01-01 00:00:00+00'),
	(3, 'media', '0002_tries_and_loose', '2026-01-01 00:00:00+00'),
	(4, 'media', '0003_shown_ms', '2026-01-01 00:00:00+00'),
	(5, 'platform', '0001_initial', '2026-01-01 00:00:00+00'),
	(6, 'catalog', '0001_initial', '2026-01-01 00:00:00+00'),
	(7, 'catalog', '0002_first_categories', '2026-01-01 00:00:00+00'),
	(8, 'catalog', '0003_announce_changes', '2026-01-01 00:00:00+00'),
	(9, 'catalog', '0004_terms_openings_plans', '2026-01-01 00:00:00+00'),
	(10, 'catalog', '0005_terms_whole', '2026-01-01 00:00:00+00'),
	(11, 'catalog', '0006_bundles', '2026-01-01 00:00:00+00'),
	(12, 'catalog', '0007_intakes', '2026-01-01 00:00:00+00'),
	(13, 'catalog', '0008_packages_groups_tips', '2026-01-01 00:00:00+00'),
	(14, 'catalog', '0009_refunds_and_pauses', '2026-01-01 00:00:00+00'),
	(15, 'access', '0001_initial', '2026-01-01 00:00:00+00'),
	(16, 'access', '0002_rights', '2026-01-01 00:00:00+00'),
	(17, 'access', '0003_sessions', '2026-01-01 00:00:00+00'),
	(18, 'access', '0004_sessions_whole', '2026-01-01 00:00:00+00'),
	(19, 'access', '0005_pauses', '2026-01-01 00:00:00+00'),
	(20, 'account', '0001_initial', '2026-01-01 00:00:00+00'),
	(21, 'account', '0002_email_max_length', '2026-01-01 00:00:00+00'),
	(22, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-01-01 00:00:00+00'),
	(23, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-01-01 00:00:00+00'),
	(24, 'account', '0005_emailaddress_idx_upper_email', '2026-01-01 00:00:00+00'),
	(25, 'account', '0006_emailaddress_lower', '2026-01-01 00:00:00+00'),
	(26, 'account', '0007_emailaddress_idx_email', '2026-01-01 00:00:00+00'),
	(27, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-01-01 00:00:00+00'),
	(28, 'account', '0009_emailaddress_unique_primary_email', '2026-01-01 00:00:00+00'),
	(29, 'accounts', '0002_security', '2026-01-01 00:00:00+00'),
	(30, 'accounts', '0003_by_joining', '2026-01-01 00:00:00+00'),
	(31, 'accounts', '0004_found_by_name_and_digits', '2026-01-01 00:00:00+00'),
	(32, 'accounts', '0005_plays', '2026-01-01 00:00:00+00'),
	(33, 'accounts', '0006_ended_logins_are_told', '2026-01-01 00:00:00+00'),
	(34, 'alipay', '0001_notification', '2026-01-01 00:00:00+00'),
	(35, 'alipay', '0002_certificate', '2026-01-01 00:00:00+00'),
	(36, 'contenttypes', '0001_initial', '2026-01-01 00:00:00+00'),
	(37, 'contenttypes', '0002_remove_content_type_name', '2026-01-01 00:00:00+00'),
	(38, 'auth', '0001_initial', '2026-01-01 00:00:00+00'),
	(39, 'auth', '0002_alter_permission_name_max_length', '2026-01-01 00:00:00+00'),
	(40, 'auth', '0003_alter_user_email_max_length', '2026-01-01 00:00:00+00'),
	(41, 'auth', '0004_alter_user_username_opts', '2026-01-01 00:00:00+00'),
	(42, 'auth', '0005_alter_user_last_login_null', '2026-01-01 00:00:00+00'),
	(43, 'auth', '0006_require_contenttypes_0002', '2026-01-01 00:00:00+00'),
	(44, 'auth', '0007_alter_validators_add_error_messages', '2026-01-01 00:00:00+00'),
	(45, 'auth', '0008_alter_user_username_max_length', '2026-01-01 00:00:00+00'),
	(46, 'auth', '0009_alter_user_last_name_max_length', '2026-01-01 00:00:00+00'),
	(47, 'auth', '0010_alter_group_name_max_length', '2026-01-01 00:00:00+00'),
	(48, 'auth', '0011_update_proxy_permissions', '2026-01-01 00:00:00+00'),
	(49, 'auth', '0012_alter_user_first_name_max_length', '2026-01-01 00:00:00+00'),
	(50, 'backups', '0001_initial', '2026-01-01 00:00:00+00'),
	(51, 'promotions', '0001_deals_and_coupons', '2026-01-01 00:00:00+00'),
	(52, 'promotions', '0002_announced_and_marked', '2026-01-01 00:00:00+00'),
	(53, 'catalog', '0010_singles_and_writings', '2026-01-01 00:00:00+00'),
	(54, 'catalog', '0011_welcomes_and_tiers', '2026-01-01 00:00:00+00'),
	(55, 'campaigns', '0001_campaigns', '2026-01-01 00:00:00+00'),
	(56, 'media', '0004_ladder', '2026-01-01 00:00:00+00'),
	(57, 'media', '0005_subtitles', '2026-01-01 00:00:00+00'),
	(58, 'media', '0006_page_images', '2026-01-01 00:00:00+00'),
	(59, 'media', '0007_variants', '2026-01-01 00:00:00+00'),
	(60, 'media', '0008_plays', '2026-01-01 00:00:00+00'),
	(61, 'media', '0009_streams', '2026-01-01 00:00:00+00'),
	(62, 'media', '0010_books_and_photos', '2026-01-01 00:00:00+00'),
	(63, 'catalog', '0012_by_application', '2026-01-01 00:00:00+00'),
	(64, 'catalog', '0013_counts_towards', '2026-01-01 00:00:00+00'),
	(65, 'catalog', '0014_presales', '2026-01-01 00:00:00+00'),
	(66, 'catalog', '0015_lesson_marks', '2026-01-01 00:00:00+00'),
	(67, 'catalog', '0016_wrapped_keys', '2026-01-01 00:00:00+00'),
	(68, 'catalog', '0017_document_lessons', '2026-01-01 00:00:00+00'),
	(69, 'catalog', '0018_traced_courses', '2026-01-01 00:00:00+00'),
	(70, 'catalog', '0019_live_lessons', '2026-01-01 00:00:00+00'),
	(71, 'catalog', '0020_books_and_photos', '2026-01-01 00:00:00+00'),
	(72, 'catalog', '0021_linked_courses', '2026-01-01 00:00:00+00'),
	(73, 'catalog', '0022_courseware', '2026-01-01 00:00:00+00'),
	(74, 'catalog', '0023_course_no_skip', '2026-01-01 00:00:00+00'),
	(75, 'catalog', '0024_plain_small', '2026-01-01 00:00:00+00'),
	(76, 'catalog', '0025_onsite_lessons', '2026-01-01 00:00:00+00'),
	(77, 'catalog', '0026_downloads', '2026-01-01 00:00:00+00'),
	(78, 'catalog', '0027_trace_against', '2026-01-01 00:00:00+00'),
	(79, 'catalog', '0028_pictures_in_texts', '2026-01-01 00:00:00+00'),
	(80, 'coaching', '0001_deliveries', '2026-01-01 00:00:00+00'),
	(81, 'coaching', '0002_appointments', '2026-01-01 00:00:00+00'),
	(82, 'promotions', '0003_credits', '2026-01-01 00:00:00+00'),
	(83, 'screening', '0001_applications', '2026-01-01 00:00:00+00'),
	(84, 'commerce', '0001_initial', '2026-01-01 00:00:00+00'),
	(85, 'commerce', '0002_refund_follows', '2026-01-01 00:00:00+00'),
	(86, 'commerce', '0003_bounded_and_billed', '2026-01-01 00:00:00+00'),
	(87, 'commerce', '0004_clocks', '2026-01-01 00:00:00+00'),
	(88, 'commerce', '0005_takings', '2026-01-01 00:00:00+00'),
	(89, 'commerce', '0006_found_by_the_end_of_a_number', '2026-01-01 00:00:00+00'),
	(90, 'commerce', '0007_parts', '2026-01-01 00:00:00+00'),
	(91, 'commerce', '0008_lines_for_others', '2026-01-01 00:00:00+00'),
	(92, 'commerce', '0009_after_sale', '2026-01-01 00:00:00+00'),
	(93, 'commerce', '0010_lines_by_application', '2026-01-01 00:00:00+00'),
	(94, 'commerce', '0011_credits_come_back', '2026-01-01 00:00:00+00'),
	(95, 'commerce', '0012_orders_by_time', '2026-01-01 00:00:00+00'),
	(96, 'complaints', '0001_complaints', '2026-01-01 00:00:00+00'),
	(97, 'courseware', '0001_courseware', '2026-01-01 00:00:00+00'),
	(98, 'gifts', '0001_initial', '2026-01-01 00:00:00+00'),
	(99, 'imports', '0001_runs_and_what_they_brought', '2026-01-01 00:00:00+00'),
	(100, 'invoices', '0001_initial', '2026-01-01 00:00:00+00'),
	(101, 'learning', '0001_initial', '2026-01-01 00:00:00+00'),
	(102, 'learning', '0002_favourites', '2026-01-01 00:00:00+00'),
	(103, 'learning', '0003_notes', '2026-01-01 00:00:00+00'),
	(104, 'learning', '0004_proven', '2026-01-01 00:00:00+00'),
	(105, 'learning', '0005_film', '2026-01-01 00:00:00+00'),
	(106, 'ledger', '0001_initial', '2026-01-01 00:00:00+00'),
	(107, 'ledger', '0002_append_only', '2026-01-01 00:00:00+00'),
	(108, 'ledger', '0003_no_truncate', '2026-01-01 00:00:00+00'),
	(109, 'media', '0011_courseware', '2026-01-01 00:00:00+00'),
	(110, 'media', '0012_copies', '2026-01-01 00:00:00+00'),
	(111, 'media', '0013_offsite', '2026-01-01 00:00:00+00'),
	(112, 'media', '0014_a_play_begins_in_one_call', '2026-01-01 00:00:00+00'),
	(113, 'live', '0001_classes', '2026-01-01 00:00:00+00'),
	(114, 'live', '0002_tencent_pushes', '2026-01-01 00:00:00+00'),
	(115, 'live', '0003_cloud_recordings', '2026-01-01 00:00:00+00'),
	(116, 'live', '0004_fetching_ends', '2026-01-01 00:00:00+00'),
	(117, 'live', '0005_missed', '2026-01-01 00:00:00+00'),
	(118, 'messaging', '0001_messages', '2026-01-01 00:00:00+00'),
	(119, 'messaging', '0002_applications_topic', '2026-01-01 00:00:00+00'),
	(120, 'messaging', '0003_topic_of_classes', '2026-01-01 00:00:00+00'),
	(121, 'messaging', '0004_onsite_classes', '2026-01-01 00:00:00+00'),
	(122, 'messaging', '0005_topic_of_appointments', '2026-01-01 00:00:00+00'),
	(123, 'messaging', '0006_topic_of_works', '2026-01-01 00:00:00+00'),
	(124, 'mfa', '0001_initial', '2026-01-01 00:00:00+00'),
	(125, 'mfa', '0002_authenticator_timestamps', '2026-01-01 00:00:00+00'),
	(126, 'mfa', '0003_authenticator_type_uniq', '2026-01-01 00:00:00+00'),
	(127, 'onsite', '0001_onsite', '2026-01-01 00:00:00+00'),
	(128, 'platform', '0002_licences', '2026-01-01 00:00:00+00'),
	(129, 'platform', '0003_deliveries_are_due', '2026-01-01 00:00:00+00'),
	(130, 'platform', '0004_due_index', '2026-01-01 00:00:00+00'),
	(131, 'platform', '0005_tipping', '2026-01-01 00:00:00+00'),
	(132, 'platform', '0006_devices_and_players', '2026-01-01 00:00:00+00'),
	(133, 'procrastinate', '0001_initial', '2026-01-01 00:00:00+00'),
	(134, 'procrastinate', '0002_drop_started_at_column', '2026-01-01 00:00:00+00'),
	(135, 'procrastinate', '0003_drop_started_at_column', '2026-01-01 00:00:00+00'),
	(136, 'procrastinate', '0004_drop_procrastinate_version_table', '2026-01-01 00:00:00+00'),
	(137, 'procrastinate', '0005_fix_procrastinate_fetch_job', '2026-01-01 00:00:00+00'),
	(138, 'procrastinate', '0006_fix_trigger_status_events_insert', '2026-01-01 00:00:00+00'),
	(139, 'procrastinate', '0007_add_queueing_lock_column', '2026-01-01 00:00:00+00'),
	(140, 'procrastinate', '0008_close_fetch_job_race_condition', '2026-01-01 00:00:00+00'),
	(141, 'procrastinate', '0009_add_defer_job_function', '2026-01-01 00:00:00+00'),
	(142, 'procrastinate', '0010_add_procrastinate_periodic_defers', '2026-01-01 00:00:00+00'),
	(143, 'procrastinate', '0011_add_foreign_key_index', '2026-01-01 00:00:00+00'),
	(144, 'procrastinate', '0012_add_locks_to_periodic_defer', '2026-01-01 00:00:00+00'),
	(145, 'procrastinate', '0013_fix_procrastinate_defer_periodic_job', '2026-01-01 00:00:00+00'),
	(146, 'procrastinate', '0014_add_finish_job_and_retry_job_functions', '2026-01-01 00:00:00+00'),
	(147, 'procrastinate', '0015_add_trigger_on_job_deletion', '2026-01-01 00:00:00+00'),
	(148, 'procrastinate', '0016_delete_finished_jobs', '2026-01-01 00:00:00+00'),
	(149, 'procrastinate', '0017_add_checks_to_finish_job', '2026-01-01 00:00:00+00'),
	(150, 'procrastinate', '0018_add_checks_to_retry_job', '2026-01-01 00:00:00+00'),
	(151, 'procrastinate', '0019_fix_finish_job_compat_issue', '2026-01-01 00:00:00+00'),
	(152, 'procrastinate', '0020_add_index_on_procrastinate_jobs', '2026-01-01 00:00:00+00'),
	(153, 'procrastinate', '0021_add_kwargs_to_defer_periodic_job', '2026-01-01 00:00:00+00'),
	(154, 'procrastinate', '0022_null_locks_excluded', '2026-01-01 00:00:00+00'),
	(155, 'procrastinate', '0023_remove_old_finish_job_function', '2026-01-01 00:00:00+00'),
	(156, 'procrastinate', '0024_job_id_bigint', '2026-01-01 00:00:00+00'),
	(157, 'procrastinate', '0025_add_models', '2026-01-01 00:00:00+00'),
	(158, 'procrastinate', '0026_add_job_priority', '2026-01-01 00:00:00+00'),
	(159, 'procrastinate', '0027_add_periodic_job_priority', '2026-01-01 00:00:00+00'),
	(160, 'procrastinate', '0028_add_cancel_states', '2026-01-01 00:00:00+00'),
	(161, 'procrastinate', '0029_add_additional_params_to_retry_job', '2026-01-01 00:00:00+00'),
	(162, 'procrastinate', '0030_alter_procrastinateevent_options', '2026-01-01 00:00:00+00'),
	(163, 'procrastinate', '0031_add_indexes_for_fetch_job', '2026-01-01 00:00:00+00'),
	(164, 'procrastinate', '0032_pre_cancel_notification', '2026-01-01 00:00:00+00'),
	(165, 'procrastinate', '0033_post_cancel_notification', '2026-01-01 00:00:00+00'),
	(166, 'procrastinate', '0034_pre_add_heartbeat', '2026-01-01 00:00:00+00'),
	(167, 'procrastinate', '0035_post_add_heartbeat', '2026-01-01 00:00:00+00'),
	(168, 'procrastinate', '0036_add_worker_model', '2026-01-01 00:00:00+00'),
	(169, 'procrastinate', '0037_pre_batch_defer_jobs', '2026-01-01 00:00:00+00'),
	(170, 'procrastinate', '0038_post_batch_defer_jobs', '2026-01-01 00:00:00+00'),
	(171, 'procrastinate', '0039_pre_priority_lock_fetch_job', '2026-01-01 00:00:00+00'),
	(172, 'procrastinate', '0040_pre_retry_failed_job', '2026-01-01 00:00:00+00'),
	(173, 'procrastinate', '0041_post_retry_failed_job', '2026-01-01 00:00:00+00'),
	(174, 'records', '0001_initial', '2026-01-01 00:00:00+00'),
	(175, 'records', '0002_append_only', '2026-01-01 00:00:00+00'),
	(176, 'records', '0003_once_a_key', '2026-01-01 00:00:00+00'),
	(177, 'rooms', '0001_rooms', '2026-01-01 00:00:00+00'),
	(178, 'rooms', '0002_ended_rights_are_told', '2026-01-01 00:00:00+00'),
	(179, 'rooms', '0003_held_questions', '2026-01-01 00:00:00+00'),
	(180, 'search', '0001_initial', '2026-01-01 00:00:00+00'),
	(181, 'sessions', '0001_initial', '2026-01-01 00:00:00+00'),
	(182, 'tips', '0001_tips', '2026-01-01 00:00:00+00'),
	(183, 'tracing', '0001_traces_issues_inquiries', '2026-01-01 00:00:00+00'),
	(184, 'tracing', '0002_append_only', '2026-01-01 00:00:00+00'),
	(185, 'tracing', '0003_places_of_films_looked_at', '2026-01-01 00:00:00+00'),
	(186, 'tracing', '0004_sound_and_pictures', '2026-01-01 00:00:00+00'),
	(187, 'tracing', '0005_codes_against_several', '2026-01-01 00:00:00+00'),
	(188, 'tracing', '0006_sound_of_films', '2026-01-01 00:00:00+00'),
	(189, 'transfer', '0001_initial', '2026-01-01 00:00:00+00'),
	(190, 'wechat_pay', '0001_initial', '2026-01-01 00:00:00+00'),
	(191, 'wechat_pay', '0002_platform_certificates', '2026-01-01 00:00:00+00'),
	(192, 'works', '0001_works', '2026-01-01 00:00:00+00'),
	(193, 'works', '0002_searches_outlive_their_picture', '2026-01-01 00:00:00+00');

SELECT pg_catalog.setval('public.access_consumption_id_seq', 1, false);

SELECT pg_catalog.setval('public.access_grant_id_seq', 1, false);

SELECT pg_catalog.setval('public.access_pause_id_seq', 1, false);

SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);

SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_agreement_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_consent_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_device_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_emailcode_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_identity_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_notice_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_phonecode_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_rolegrant_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_throttle_id_seq', 1, false);

SELECT pg_catalog.setval('public.accounts_user_id_seq', 1, false);

SELECT pg_catalog.setval('public.alipay_certificate_id_seq', 1, false);

SELECT pg_catalog.setval('public.alipay_notification_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_permission_id_seq', 668, true);

SELECT pg_catalog.setval('public.backups_backup_id_seq', 1, false);

SELECT pg_catalog.setval('public.backups_schedule_id_seq', 1, false);

SELECT pg_catalog.setval('public.campaigns_campaign_id_seq', 1, false);

SELECT pg_catalog.setval('public.campaigns_campaign_products_id_seq', 1, false);

SELECT pg_catalog.setval('public.campaigns_offer_id_seq', 1, false);

SELECT pg_catalog.setval('public.campaigns_phase_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_attachment_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_bundle_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_category_id_seq', 5, true);

SELECT pg_catalog.setval('public.catalog_chapter_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_course_categories_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_course_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_course_tags_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_intake_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_lesson_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_opens_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_outlineversion_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_package_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_part_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_photo_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_plan_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_presale_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_product_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_refunddefaults_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_single_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_tag_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_tipjar_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_variant_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_welcome_id_seq', 1, false);

SELECT pg_catalog.setval('public.coaching_appointment_id_seq', 1, false);

SELECT pg_catalog.setval('public.coaching_delivery_id_seq', 1, false);

SELECT pg_catalog.setval('public.coaching_seat_id_seq', 1, false);

SELECT pg_catalog.setval('public.coaching_undoing_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_aftersale_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_difference_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_exchange_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_order_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_orderline_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_payment_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_paymentattempt_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_refund_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_refundline_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_statement_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_statementrow_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_wallet_id_seq', 1, false);

SELECT pg_catalog.setval('public.commerce_walletentry_id_seq', 1, false);

SELECT pg_catalog.setval('public.complaints_complaint_id_seq', 1, false);

SELECT pg_catalog.setval('public.complaints_word_id_seq', 1, false);

SELECT pg_catalog.setval('public.courseware_attempt_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_content_type_id_seq', 167, true);

SELECT pg_catalog.setval('public.django_migrations_id_seq', 193, true);

SELECT pg_catalog.setval('public.gifts_batch_id_seq', 1, false);

SELECT pg_catalog.setval('public.gifts_code_id_seq', 1, false);

SELECT pg_catalog.setval('public.gifts_gift_id_seq', 1, false);

SELECT pg_catalog.setval('public.imports_brought_id_seq', 1, false);

SELECT pg_catalog.setval('public.imports_run_id_seq', 1, false);

SELECT pg_catalog.setval('public.invoices_invoice_id_seq', 1, false);

SELECT pg_catalog.setval('public.invoices_invoiceline_id_seq', 1, false);

SELECT pg_catalog.setval('public.invoices_reversal_id_seq', 1, false);

SELECT pg_catalog.setval('public.invoices_seller_id_seq', 1, false);

SELECT pg_catalog.setval('public.invoices_title_id_seq', 1, false);

SELECT pg_catalog.setval('public.learning_attention_id_seq', 1, false);

SELECT pg_catalog.setval('public.learning_favourite_id_seq', 1, false);

SELECT pg_catalog.setval('public.learning_note_id_seq', 1, false);

SELECT pg_catalog.setval('public.learning_progress_id_seq', 1, false);

SELECT pg_catalog.setval('public.learning_provenday_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_account_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_journal_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_line_id_seq', 1, false);

SELECT pg_catalog.setval('public.live_cloudrecording_id_seq', 1, false);

SELECT pg_catalog.setval('public.live_cloudreplay_id_seq', 1, false);

SELECT pg_catalog.setval('public.live_liveclass_id_seq', 1, false);

SELECT pg_catalog.setval('public.live_missed_id_seq', 1, false);

SELECT pg_catalog.setval('public.live_push_id_seq', 1, false);

SELECT pg_catalog.setval('public.live_series_id_seq', 1, false);

SELECT pg_catalog.setval('public.live_signal_id_seq', 1, false);

SELECT pg_catalog.setval('public.live_streamkey_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_bookchapter_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_courseware_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_coursewarefile_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_documentpages_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_leftover_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_pace_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_play_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_rendition_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_reviewed_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_storecheck_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_stream_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_subtitle_id_seq', 1, false);

SELECT pg_catalog.setval('public.messaging_message_id_seq', 1, false);

SELECT pg_catalog.setval('public.messaging_refusal_id_seq', 1, false);

SELECT pg_catalog.setval('public.messaging_send_id_seq', 1, false);

SELECT pg_catalog.setval('public.messaging_switch_id_seq', 1, false);

SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);

SELECT pg_catalog.setval('public.onsite_onsiteclass_id_seq', 1, false);

SELECT pg_catalog.setval('public.onsite_seat_id_seq', 1, false);

SELECT pg_catalog.setval('public.platform_auditentry_id_seq', 1, false);

SELECT pg_catalog.setval('public.platform_delivery_id_seq', 1, false);

SELECT pg_catalog.setval('public.platform_event_id_seq', 1, false);

SELECT pg_catalog.setval('public.platform_idempotencykey_id_seq', 1, false);

SELECT pg_catalog.setval('public.platform_school_id_seq', 1, false);

SELECT pg_catalog.setval('public.procrastinate_events_id_seq', 1, false);

SELECT pg_catalog.setval('public.procrastinate_jobs_id_seq', 1, false);

SELECT pg_catalog.setval('public.procrastinate_periodic_defers_id_seq', 1, false);

SELECT pg_catalog.setval('public.procrastinate_workers_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_coupon_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_coupon_products_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_credit_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_credituse_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_deal_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_deal_members_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_deal_products_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_floor_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_held_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_pricemark_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_spent_id_seq', 1, false);

SELECT pg_catalog.setval('public.promotions_use_id_seq', 1, false);

SELECT pg_catalog.setval('public.records_record_id_seq', 1, false);

SELECT pg_catalog.setval('public.records_signingkey_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_attendance_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_card_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_draw_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_message_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_mute_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_option_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_pick_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_poll_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_question_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_upvote_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_vote_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_winner_id_seq', 1, false);

SELECT pg_catalog.setval('public.rooms_word_id_seq', 1, false);

SELECT pg_catalog.setval('public.screening_application_id_seq', 1, false);

SELECT pg_catalog.setval('public.screening_question_id_seq', 1, false);

SELECT pg_catalog.setval('public.screening_screen_id_seq', 1, false);

SELECT pg_catalog.setval('public.search_document_id_seq', 1, false);

SELECT pg_catalog.setval('public.tips_tip_id_seq', 1, false);

SELECT pg_catalog.setval('public.tracing_inquiry_id_seq', 1, false);

SELECT pg_catalog.setval('public.tracing_issue_id_seq', 1, false);

SELECT pg_catalog.setval('public.tracing_trace_id_seq', 1, false);

SELECT pg_catalog.setval('public.transfer_account_id_seq', 1, false);

SELECT pg_catalog.setval('public.transfer_return_id_seq', 1, false);

SELECT pg_catalog.setval('public.transfer_transfer_id_seq', 1, false);

SELECT pg_catalog.setval('public.wechat_pay_certificaterenewal_id_seq', 1, false);

SELECT pg_catalog.setval('public.wechat_pay_notification_id_seq', 1, false);

SELECT pg_catalog.setval('public.wechat_pay_platformcertificate_id_seq', 1, false);

SELECT pg_catalog.setval('public.works_picture_id_seq', 1, false);

SELECT pg_catalog.setval('public.works_search_id_seq', 1, false);

SELECT pg_catalog.setval('public.works_work_id_seq', 1, false);

ALTER TABLE ONLY public.access_consumption
    ADD CONSTRAINT access_consumption_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_grant
    ADD CONSTRAINT access_grant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_pause
    ADD CONSTRAINT access_pause_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_agreement
    ADD CONSTRAINT accounts_agreement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_consent
    ADD CONSTRAINT accounts_consent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_device
    ADD CONSTRAINT accounts_device_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_device
    ADD CONSTRAINT accounts_device_session_key_key UNIQUE (session_key);

ALTER TABLE ONLY public.accounts_device
    ADD CONSTRAINT accounts_device_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.accounts_emailcode
    ADD CONSTRAINT accounts_emailcode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_identity
    ADD CONSTRAINT accounts_identity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_notice
    ADD CONSTRAINT accounts_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_phonecode
    ADD CONSTRAINT accounts_phonecode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_throttle
    ADD CONSTRAINT accounts_throttle_key_key UNIQUE (key);

ALTER TABLE ONLY public.accounts_throttle
    ADD CONSTRAINT accounts_throttle_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_email_key UNIQUE (email);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_phone_key UNIQUE (phone);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_username_key UNIQUE (username);

ALTER TABLE ONLY public.accounts_agreement
    ADD CONSTRAINT agreement_once UNIQUE (key, version);

ALTER TABLE ONLY public.alipay_certificate
    ADD CONSTRAINT alipay_certificate_once UNIQUE (account, role, sn);

ALTER TABLE ONLY public.alipay_certificate
    ADD CONSTRAINT alipay_certificate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.alipay_notification
    ADD CONSTRAINT alipay_notification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coaching_appointment
    ADD CONSTRAINT appointment_once UNIQUE (grant_id, n);

ALTER TABLE ONLY public.coaching_seat
    ADD CONSTRAINT appointment_seat_once UNIQUE (appointment_id, person_id);

ALTER TABLE ONLY public.courseware_attempt
    ADD CONSTRAINT attempt_once UNIQUE (user_id, lesson_id, part);

ALTER TABLE ONLY public.rooms_attendance
    ADD CONSTRAINT attendance_once UNIQUE (room_id, user_id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.backups_backup
    ADD CONSTRAINT backups_backup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.backups_schedule
    ADD CONSTRAINT backups_schedule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_bookchapter
    ADD CONSTRAINT book_chapter_once UNIQUE (asset_id, number);

ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_campaign_products
    ADD CONSTRAINT campaigns_campaign_produ_campaign_id_product_id_1a58e03a_uniq UNIQUE (campaign_id, product_id);

ALTER TABLE ONLY public.campaigns_campaign_products
    ADD CONSTRAINT campaigns_campaign_products_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.campaigns_offer
    ADD CONSTRAINT campaigns_offer_coupon_id_key UNIQUE (coupon_id);

ALTER TABLE ONLY public.campaigns_offer
    ADD CONSTRAINT campaigns_offer_deal_id_key UNIQUE (deal_id);

ALTER TABLE ONLY public.campaigns_offer
    ADD CONSTRAINT campaigns_offer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_phase
    ADD CONSTRAINT campaigns_phase_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_card
    ADD CONSTRAINT card_once UNIQUE (room_id, key);

ALTER TABLE ONLY public.catalog_attachment
    ADD CONSTRAINT catalog_attachment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_bundle
    ADD CONSTRAINT catalog_bundle_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_bundle
    ADD CONSTRAINT catalog_bundle_product_id_key UNIQUE (product_id);

ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_name_key UNIQUE (name);

ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.catalog_chapter
    ADD CONSTRAINT catalog_chapter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_course_categories
    ADD CONSTRAINT catalog_course_categories_course_id_category_id_af87ec71_uniq UNIQUE (course_id, category_id);

ALTER TABLE ONLY public.catalog_course_categories
    ADD CONSTRAINT catalog_course_categories_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_course
    ADD CONSTRAINT catalog_course_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_course
    ADD CONSTRAINT catalog_course_product_id_key UNIQUE (product_id);

ALTER TABLE ONLY public.catalog_course_tags
    ADD CONSTRAINT catalog_course_tags_course_id_tag_id_dc2e4d77_uniq UNIQUE (course_id, tag_id);

ALTER TABLE ONLY public.catalog_course_tags
    ADD CONSTRAINT catalog_course_tags_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_intake
    ADD CONSTRAINT catalog_intake_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_intake
    ADD CONSTRAINT catalog_intake_product_id_key UNIQUE (product_id);

ALTER TABLE ONLY public.catalog_lesson
    ADD CONSTRAINT catalog_lesson_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_opens
    ADD CONSTRAINT catalog_opens_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_outlineversion
    ADD CONSTRAINT catalog_outlineversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_package
    ADD CONSTRAINT catalog_package_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_package
    ADD CONSTRAINT catalog_package_product_id_key UNIQUE (product_id);

ALTER TABLE ONLY public.catalog_part
    ADD CONSTRAINT catalog_part_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_photo
    ADD CONSTRAINT catalog_photo_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.catalog_photo
    ADD CONSTRAINT catalog_photo_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_plan
    ADD CONSTRAINT catalog_plan_code_key UNIQUE (code);

ALTER TABLE ONLY public.catalog_plan
    ADD CONSTRAINT catalog_plan_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_presale
    ADD CONSTRAINT catalog_presale_deposit_id_key UNIQUE (deposit_id);

ALTER TABLE ONLY public.catalog_presale
    ADD CONSTRAINT catalog_presale_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_code_key UNIQUE (code);

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_refunddefaults
    ADD CONSTRAINT catalog_refunddefaults_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_single
    ADD CONSTRAINT catalog_single_lesson_id_key UNIQUE (lesson_id);

ALTER TABLE ONLY public.catalog_single
    ADD CONSTRAINT catalog_single_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_single
    ADD CONSTRAINT catalog_single_product_id_key UNIQUE (product_id);

ALTER TABLE ONLY public.catalog_tag
    ADD CONSTRAINT catalog_tag_name_key UNIQUE (name);

ALTER TABLE ONLY public.catalog_tag
    ADD CONSTRAINT catalog_tag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_tag
    ADD CONSTRAINT catalog_tag_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.catalog_tipjar
    ADD CONSTRAINT catalog_tipjar_course_id_key UNIQUE (course_id);

ALTER TABLE ONLY public.catalog_tipjar
    ADD CONSTRAINT catalog_tipjar_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_tipjar
    ADD CONSTRAINT catalog_tipjar_product_id_key UNIQUE (product_id);

ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT catalog_variant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT catalog_variant_product_id_key UNIQUE (product_id);

ALTER TABLE ONLY public.catalog_welcome
    ADD CONSTRAINT catalog_welcome_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coaching_appointment
    ADD CONSTRAINT coaching_appointment_delivery_id_key UNIQUE (delivery_id);

ALTER TABLE ONLY public.coaching_appointment
    ADD CONSTRAINT coaching_appointment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coaching_delivery
    ADD CONSTRAINT coaching_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coaching_seat
    ADD CONSTRAINT coaching_seat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.coaching_undoing
    ADD CONSTRAINT coaching_undoing_delivery_id_key UNIQUE (delivery_id);

ALTER TABLE ONLY public.coaching_undoing
    ADD CONSTRAINT coaching_undoing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_aftersale
    ADD CONSTRAINT commerce_aftersale_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_difference
    ADD CONSTRAINT commerce_difference_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_exchange
    ADD CONSTRAINT commerce_exchange_order_id_key UNIQUE (order_id);

ALTER TABLE ONLY public.commerce_exchange
    ADD CONSTRAINT commerce_exchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_exchange
    ADD CONSTRAINT commerce_exchange_refund_id_key UNIQUE (refund_id);

ALTER TABLE ONLY public.commerce_order
    ADD CONSTRAINT commerce_order_no_key UNIQUE (no);

ALTER TABLE ONLY public.commerce_order
    ADD CONSTRAINT commerce_order_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_orderline
    ADD CONSTRAINT commerce_orderline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_payment
    ADD CONSTRAINT commerce_payment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_paymentattempt
    ADD CONSTRAINT commerce_paymentattempt_out_trade_no_key UNIQUE (out_trade_no);

ALTER TABLE ONLY public.commerce_paymentattempt
    ADD CONSTRAINT commerce_paymentattempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_refund
    ADD CONSTRAINT commerce_refund_follows_id_key UNIQUE (follows_id);

ALTER TABLE ONLY public.commerce_refund
    ADD CONSTRAINT commerce_refund_no_key UNIQUE (no);

ALTER TABLE ONLY public.commerce_refund
    ADD CONSTRAINT commerce_refund_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_refundline
    ADD CONSTRAINT commerce_refundline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_statement
    ADD CONSTRAINT commerce_statement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_statementrow
    ADD CONSTRAINT commerce_statementrow_payment_id_key UNIQUE (payment_id);

ALTER TABLE ONLY public.commerce_statementrow
    ADD CONSTRAINT commerce_statementrow_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_statementrow
    ADD CONSTRAINT commerce_statementrow_refund_id_key UNIQUE (refund_id);

ALTER TABLE ONLY public.commerce_wallet
    ADD CONSTRAINT commerce_wallet_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_wallet
    ADD CONSTRAINT commerce_wallet_user_id_key UNIQUE (user_id);

ALTER TABLE ONLY public.commerce_walletentry
    ADD CONSTRAINT commerce_walletentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.commerce_walletentry
    ADD CONSTRAINT commerce_walletentry_source_key UNIQUE (source);

ALTER TABLE ONLY public.complaints_complaint
    ADD CONSTRAINT complaints_complaint_code_key UNIQUE (code);

ALTER TABLE ONLY public.complaints_complaint
    ADD CONSTRAINT complaints_complaint_key_key UNIQUE (key);

ALTER TABLE ONLY public.complaints_complaint
    ADD CONSTRAINT complaints_complaint_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.complaints_word
    ADD CONSTRAINT complaints_word_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accounts_consent
    ADD CONSTRAINT consent_once UNIQUE (user_id, agreement_id);

ALTER TABLE ONLY public.access_consumption
    ADD CONSTRAINT consumed_once UNIQUE (grant_id, lesson_id);

ALTER TABLE ONLY public.media_copy
    ADD CONSTRAINT copy_once UNIQUE (user_id, lesson_id, asset_id);

ALTER TABLE ONLY public.promotions_held
    ADD CONSTRAINT coupon_held_once UNIQUE (coupon_id, user_id, nth);

ALTER TABLE ONLY public.courseware_attempt
    ADD CONSTRAINT courseware_attempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_coursewarefile
    ADD CONSTRAINT courseware_file_once UNIQUE (asset_id, key);

ALTER TABLE ONLY public.promotions_credituse
    ADD CONSTRAINT credit_use_once UNIQUE (credit_id, order_no);

ALTER TABLE ONLY public.promotions_spent
    ADD CONSTRAINT deal_once_a_person UNIQUE (deal_id, person);

ALTER TABLE ONLY public.promotions_use
    ADD CONSTRAINT deal_use_once UNIQUE (deal_id, order_no);

ALTER TABLE ONLY public.platform_delivery
    ADD CONSTRAINT delivery_once UNIQUE (event_id, handler);

ALTER TABLE ONLY public.commerce_difference
    ADD CONSTRAINT difference_once UNIQUE (statement_id, key);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.search_document
    ADD CONSTRAINT document_once UNIQUE (kind, ref);

ALTER TABLE ONLY public.rooms_draw
    ADD CONSTRAINT draw_once UNIQUE (room_id, key);

ALTER TABLE ONLY public.learning_favourite
    ADD CONSTRAINT favourite_once UNIQUE (user_id, product_id);

ALTER TABLE ONLY public.gifts_batch
    ADD CONSTRAINT gifts_batch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gifts_code
    ADD CONSTRAINT gifts_code_key_key UNIQUE (key);

ALTER TABLE ONLY public.gifts_code
    ADD CONSTRAINT gifts_code_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gifts_gift
    ADD CONSTRAINT gifts_gift_line_id_key UNIQUE (line_id);

ALTER TABLE ONLY public.gifts_gift
    ADD CONSTRAINT gifts_gift_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gifts_gift
    ADD CONSTRAINT gifts_gift_token_key UNIQUE (token);

ALTER TABLE ONLY public.access_grant
    ADD CONSTRAINT grant_once UNIQUE (source, product_id);

ALTER TABLE ONLY public.platform_idempotencykey
    ADD CONSTRAINT idempotency_once UNIQUE (caller, key);

ALTER TABLE ONLY public.accounts_identity
    ADD CONSTRAINT identity_once UNIQUE (provider, app_id, subject);

ALTER TABLE ONLY public.imports_brought
    ADD CONSTRAINT imports_brought_course_id_key UNIQUE (course_id);

ALTER TABLE ONLY public.imports_brought
    ADD CONSTRAINT imports_brought_origin_key UNIQUE (origin);

ALTER TABLE ONLY public.imports_brought
    ADD CONSTRAINT imports_brought_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.imports_run
    ADD CONSTRAINT imports_run_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.imports_run
    ADD CONSTRAINT imports_run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_intake
    ADD CONSTRAINT intake_once UNIQUE (course_id, number);

ALTER TABLE ONLY public.invoices_invoice
    ADD CONSTRAINT invoices_invoice_no_key UNIQUE (no);

ALTER TABLE ONLY public.invoices_invoice
    ADD CONSTRAINT invoices_invoice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoices_invoiceline
    ADD CONSTRAINT invoices_invoiceline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoices_reversal
    ADD CONSTRAINT invoices_reversal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoices_seller
    ADD CONSTRAINT invoices_seller_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoices_title
    ADD CONSTRAINT invoices_title_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tracing_issue
    ADD CONSTRAINT issue_once UNIQUE (trace_id, version, user_id);

ALTER TABLE ONLY public.learning_attention
    ADD CONSTRAINT learning_attention_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.learning_attention
    ADD CONSTRAINT learning_attention_user_id_key UNIQUE (user_id);

ALTER TABLE ONLY public.learning_favourite
    ADD CONSTRAINT learning_favourite_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.learning_note
    ADD CONSTRAINT learning_note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.learning_progress
    ADD CONSTRAINT learning_progress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.learning_provenday
    ADD CONSTRAINT learning_provenday_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_code_key UNIQUE (code);

ALTER TABLE ONLY public.ledger_account
    ADD CONSTRAINT ledger_account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_journal
    ADD CONSTRAINT ledger_journal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_journal
    ADD CONSTRAINT ledger_journal_source_key UNIQUE (source);

ALTER TABLE ONLY public.ledger_line
    ADD CONSTRAINT ledger_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_seal
    ADD CONSTRAINT ledger_seal_journal_id_key UNIQUE (journal_id);

ALTER TABLE ONLY public.ledger_seal
    ADD CONSTRAINT ledger_seal_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.live_cloudrecording
    ADD CONSTRAINT live_cloudrecording_file_id_key UNIQUE (file_id);

ALTER TABLE ONLY public.live_cloudrecording
    ADD CONSTRAINT live_cloudrecording_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.live_cloudreplay
    ADD CONSTRAINT live_cloudreplay_live_class_id_key UNIQUE (live_class_id);

ALTER TABLE ONLY public.live_cloudreplay
    ADD CONSTRAINT live_cloudreplay_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.live_liveclass
    ADD CONSTRAINT live_liveclass_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.live_liveclass
    ADD CONSTRAINT live_liveclass_lesson_id_key UNIQUE (lesson_id);

ALTER TABLE ONLY public.live_liveclass
    ADD CONSTRAINT live_liveclass_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.live_missed
    ADD CONSTRAINT live_missed_once UNIQUE (live_class_id, began_at);

ALTER TABLE ONLY public.live_missed
    ADD CONSTRAINT live_missed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.live_push
    ADD CONSTRAINT live_push_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.live_push
    ADD CONSTRAINT live_push_sequence_key UNIQUE (sequence);

ALTER TABLE ONLY public.live_series
    ADD CONSTRAINT live_series_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.live_signal
    ADD CONSTRAINT live_signal_live_class_id_key UNIQUE (live_class_id);

ALTER TABLE ONLY public.live_signal
    ADD CONSTRAINT live_signal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.live_streamkey
    ADD CONSTRAINT live_streamkey_live_class_id_key UNIQUE (live_class_id);

ALTER TABLE ONLY public.live_streamkey
    ADD CONSTRAINT live_streamkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_asset
    ADD CONSTRAINT media_asset_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_bookchapter
    ADD CONSTRAINT media_bookchapter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_copy
    ADD CONSTRAINT media_copy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_courseware
    ADD CONSTRAINT media_courseware_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.media_courseware
    ADD CONSTRAINT media_courseware_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_coursewarefile
    ADD CONSTRAINT media_coursewarefile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_documentpages
    ADD CONSTRAINT media_documentpages_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.media_documentpages
    ADD CONSTRAINT media_documentpages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_leftover
    ADD CONSTRAINT media_leftover_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_pace
    ADD CONSTRAINT media_pace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_pace
    ADD CONSTRAINT media_pace_user_id_key UNIQUE (user_id);

ALTER TABLE ONLY public.media_play
    ADD CONSTRAINT media_play_nonce_key UNIQUE (nonce);

ALTER TABLE ONLY public.media_play
    ADD CONSTRAINT media_play_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_rendition
    ADD CONSTRAINT media_rendition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_reviewed
    ADD CONSTRAINT media_reviewed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_reviewed
    ADD CONSTRAINT media_reviewed_user_id_key UNIQUE (user_id);

ALTER TABLE ONLY public.media_storecheck
    ADD CONSTRAINT media_storecheck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_storecheck
    ADD CONSTRAINT media_storecheck_store_key UNIQUE (store);

ALTER TABLE ONLY public.media_stream
    ADD CONSTRAINT media_stream_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.media_stream
    ADD CONSTRAINT media_stream_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_subtitle
    ADD CONSTRAINT media_subtitle_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_upload
    ADD CONSTRAINT media_upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_message
    ADD CONSTRAINT message_numbered_once UNIQUE (room_id, n);

ALTER TABLE ONLY public.rooms_message
    ADD CONSTRAINT message_once UNIQUE (room_id, user_id, key);

ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_key_key UNIQUE (key);

ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_refusal
    ADD CONSTRAINT messaging_refusal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_send
    ADD CONSTRAINT messaging_send_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_switch
    ADD CONSTRAINT messaging_switch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_mute
    ADD CONSTRAINT muted_once UNIQUE (room_id, user_id);

ALTER TABLE ONLY public.learning_note
    ADD CONSTRAINT note_once UNIQUE (user_id, lesson_id, kind, chapter, start, quote);

ALTER TABLE ONLY public.onsite_onsiteclass
    ADD CONSTRAINT onsite_onsiteclass_lesson_id_key UNIQUE (lesson_id);

ALTER TABLE ONLY public.onsite_onsiteclass
    ADD CONSTRAINT onsite_onsiteclass_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.onsite_seat
    ADD CONSTRAINT onsite_seat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_outlineversion
    ADD CONSTRAINT outline_once UNIQUE (course_id, number);

ALTER TABLE ONLY public.catalog_part
    ADD CONSTRAINT part_once UNIQUE (bundle_id, product_id);

ALTER TABLE ONLY public.commerce_payment
    ADD CONSTRAINT payment_once UNIQUE (provider, reference);

ALTER TABLE ONLY public.rooms_pick
    ADD CONSTRAINT pick_once UNIQUE (vote_id, option_id);

ALTER TABLE ONLY public.platform_auditentry
    ADD CONSTRAINT platform_auditentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wechat_pay_platformcertificate
    ADD CONSTRAINT platform_certificate_once UNIQUE (account, serial);

ALTER TABLE ONLY public.platform_delivery
    ADD CONSTRAINT platform_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_event
    ADD CONSTRAINT platform_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_idempotencykey
    ADD CONSTRAINT platform_idempotencykey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.platform_school
    ADD CONSTRAINT platform_school_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_poll
    ADD CONSTRAINT poll_once UNIQUE (room_id, key);

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);

ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.learning_progress
    ADD CONSTRAINT progress_once UNIQUE (user_id, lesson_id);

ALTER TABLE ONLY public.promotions_coupon
    ADD CONSTRAINT promotions_coupon_code_key UNIQUE (code);

ALTER TABLE ONLY public.promotions_coupon
    ADD CONSTRAINT promotions_coupon_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_coupon_products
    ADD CONSTRAINT promotions_coupon_products_coupon_id_product_id_38cdbfce_uniq UNIQUE (coupon_id, product_id);

ALTER TABLE ONLY public.promotions_coupon_products
    ADD CONSTRAINT promotions_coupon_products_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_credit
    ADD CONSTRAINT promotions_credit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_credit
    ADD CONSTRAINT promotions_credit_source_key UNIQUE (source);

ALTER TABLE ONLY public.promotions_credituse
    ADD CONSTRAINT promotions_credituse_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_deal_members
    ADD CONSTRAINT promotions_deal_members_deal_id_product_id_900cbf10_uniq UNIQUE (deal_id, product_id);

ALTER TABLE ONLY public.promotions_deal_members
    ADD CONSTRAINT promotions_deal_members_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_deal
    ADD CONSTRAINT promotions_deal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_deal_products
    ADD CONSTRAINT promotions_deal_products_deal_id_product_id_42fc4bb8_uniq UNIQUE (deal_id, product_id);

ALTER TABLE ONLY public.promotions_deal_products
    ADD CONSTRAINT promotions_deal_products_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_floor
    ADD CONSTRAINT promotions_floor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_floor
    ADD CONSTRAINT promotions_floor_product_id_key UNIQUE (product_id);

ALTER TABLE ONLY public.promotions_held
    ADD CONSTRAINT promotions_held_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_pricemark
    ADD CONSTRAINT promotions_pricemark_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_spent
    ADD CONSTRAINT promotions_spent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.promotions_use
    ADD CONSTRAINT promotions_use_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.learning_provenday
    ADD CONSTRAINT proven_day_once UNIQUE (progress_id, "on");

ALTER TABLE ONLY public.screening_question
    ADD CONSTRAINT question_once UNIQUE (screen_id, "position");

ALTER TABLE ONLY public.records_record
    ADD CONSTRAINT record_once_a_key UNIQUE (user_id, digest, key_id);

ALTER TABLE ONLY public.records_record
    ADD CONSTRAINT records_record_number_key UNIQUE (number);

ALTER TABLE ONLY public.records_record
    ADD CONSTRAINT records_record_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.records_signingkey
    ADD CONSTRAINT records_signingkey_name_key UNIQUE (name);

ALTER TABLE ONLY public.records_signingkey
    ADD CONSTRAINT records_signingkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.messaging_refusal
    ADD CONSTRAINT refusal_once UNIQUE (person_id, topic, channel);

ALTER TABLE ONLY public.media_rendition
    ADD CONSTRAINT rendition_once UNIQUE (asset_id, name, version);

ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT role_once UNIQUE (user_id, role);

ALTER TABLE ONLY public.rooms_question
    ADD CONSTRAINT room_question_once UNIQUE (room_id, user_id, key);

ALTER TABLE ONLY public.rooms_attendance
    ADD CONSTRAINT rooms_attendance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_card
    ADD CONSTRAINT rooms_card_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_draw
    ADD CONSTRAINT rooms_draw_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_message
    ADD CONSTRAINT rooms_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_mute
    ADD CONSTRAINT rooms_mute_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_option
    ADD CONSTRAINT rooms_option_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_pick
    ADD CONSTRAINT rooms_pick_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_poll
    ADD CONSTRAINT rooms_poll_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_question
    ADD CONSTRAINT rooms_question_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_room
    ADD CONSTRAINT rooms_room_pkey PRIMARY KEY (live_class_id);

ALTER TABLE ONLY public.rooms_upvote
    ADD CONSTRAINT rooms_upvote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_vote
    ADD CONSTRAINT rooms_vote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_winner
    ADD CONSTRAINT rooms_winner_attendance_id_key UNIQUE (attendance_id);

ALTER TABLE ONLY public.rooms_winner
    ADD CONSTRAINT rooms_winner_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_word
    ADD CONSTRAINT rooms_word_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_word
    ADD CONSTRAINT rooms_word_text_key UNIQUE (text);

ALTER TABLE ONLY public.screening_application
    ADD CONSTRAINT screening_application_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.screening_question
    ADD CONSTRAINT screening_question_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.screening_screen
    ADD CONSTRAINT screening_screen_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.screening_screen
    ADD CONSTRAINT screening_screen_product_id_key UNIQUE (product_id);

ALTER TABLE ONLY public.search_document
    ADD CONSTRAINT search_document_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.onsite_seat
    ADD CONSTRAINT seat_once UNIQUE (onsite_class_id, user_id);

ALTER TABLE ONLY public.messaging_send
    ADD CONSTRAINT send_once UNIQUE (message_id, channel);

ALTER TABLE ONLY public.commerce_statement
    ADD CONSTRAINT statement_once UNIQUE (provider, day);

ALTER TABLE ONLY public.commerce_statementrow
    ADD CONSTRAINT statement_row_once UNIQUE (statement_id, number);

ALTER TABLE ONLY public.media_subtitle
    ADD CONSTRAINT subtitle_once UNIQUE (asset_id, language);

ALTER TABLE ONLY public.messaging_switch
    ADD CONSTRAINT switch_once UNIQUE (template, channel);

ALTER TABLE ONLY public.tips_tip
    ADD CONSTRAINT tips_tip_order_id_key UNIQUE (order_id);

ALTER TABLE ONLY public.tips_tip
    ADD CONSTRAINT tips_tip_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.invoices_title
    ADD CONSTRAINT title_once UNIQUE (owner_id, kind, name, tax_no);

ALTER TABLE ONLY public.tracing_inquiry
    ADD CONSTRAINT tracing_inquiry_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.tracing_inquiry
    ADD CONSTRAINT tracing_inquiry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tracing_issue
    ADD CONSTRAINT tracing_issue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tracing_trace
    ADD CONSTRAINT tracing_trace_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.tracing_trace
    ADD CONSTRAINT tracing_trace_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transfer_account
    ADD CONSTRAINT transfer_account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transfer_return
    ADD CONSTRAINT transfer_return_no_key UNIQUE (no);

ALTER TABLE ONLY public.transfer_return
    ADD CONSTRAINT transfer_return_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.transfer_transfer
    ADD CONSTRAINT transfer_transfer_attempt_id_key UNIQUE (attempt_id);

ALTER TABLE ONLY public.transfer_transfer
    ADD CONSTRAINT transfer_transfer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.rooms_upvote
    ADD CONSTRAINT upvote_once UNIQUE (question_id, user_id);

ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT variant_once UNIQUE (plan_id, "position");

ALTER TABLE ONLY public.rooms_vote
    ADD CONSTRAINT vote_once UNIQUE (poll_id, user_id);

ALTER TABLE ONLY public.wechat_pay_certificaterenewal
    ADD CONSTRAINT wechat_pay_certificaterenewal_account_key UNIQUE (account);

ALTER TABLE ONLY public.wechat_pay_certificaterenewal
    ADD CONSTRAINT wechat_pay_certificaterenewal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wechat_pay_notification
    ADD CONSTRAINT wechat_pay_notification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wechat_pay_platformcertificate
    ADD CONSTRAINT wechat_pay_platformcertificate_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalog_welcome
    ADD CONSTRAINT welcome_once UNIQUE NULLS NOT DISTINCT (product_id);

ALTER TABLE ONLY public.rooms_winner
    ADD CONSTRAINT winner_one_a_place UNIQUE (draw_id, place);

ALTER TABLE ONLY public.works_picture
    ADD CONSTRAINT work_picture_once UNIQUE (work_id, number);

ALTER TABLE ONLY public.works_picture
    ADD CONSTRAINT works_picture_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.works_picture
    ADD CONSTRAINT works_picture_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.works_search
    ADD CONSTRAINT works_search_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.works_search
    ADD CONSTRAINT works_search_key_key UNIQUE (key);

ALTER TABLE ONLY public.works_search
    ADD CONSTRAINT works_search_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.works_work
    ADD CONSTRAINT works_work_code_key UNIQUE (code);

ALTER TABLE ONLY public.works_work
    ADD CONSTRAINT works_work_key_key UNIQUE (key);

ALTER TABLE ONLY public.works_work
    ADD CONSTRAINT works_work_pkey PRIMARY KEY (id);

CREATE INDEX access_consumption_grant_id_7554bbcf ON public.access_consumption USING btree (grant_id);

CREATE INDEX access_consumption_lesson_id_797abc0f ON public.access_consumption USING btree (lesson_id);

CREATE INDEX access_grant_product_id_2a7352e9 ON public.access_grant USING btree (product_id);

CREATE INDEX access_grant_user_id_d8a84bc9 ON public.access_grant USING btree (user_id);

CREATE INDEX access_pause_plan_id_9c271bda ON public.access_pause USING btree (plan_id);

CREATE INDEX access_pause_user_id_dc18693a ON public.access_pause USING btree (user_id);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE INDEX accounts_consent_agreement_id_83a7f988 ON public.accounts_consent USING btree (agreement_id);

CREATE INDEX accounts_consent_user_id_81cd791f ON public.accounts_consent USING btree (user_id);

CREATE INDEX accounts_device_session_key_6c2d182f_like ON public.accounts_device USING btree (session_key varchar_pattern_ops);

CREATE INDEX accounts_device_token_hash_2da7eeab_like ON public.accounts_device USING btree (token_hash varchar_pattern_ops);

CREATE INDEX accounts_device_user_id_f8e29eb4 ON public.accounts_device USING btree (user_id);

CREATE INDEX accounts_emailcode_user_id_c770d40d ON public.accounts_emailcode USING btree (user_id);

CREATE INDEX accounts_identity_user_id_f7ddf146 ON public.accounts_identity USING btree (user_id);

CREATE INDEX accounts_notice_device_id_2c5644a2 ON public.accounts_notice USING btree (device_id);

CREATE INDEX accounts_notice_user_id_5ad526c6 ON public.accounts_notice USING btree (user_id);

CREATE INDEX accounts_rolegrant_granted_by_id_7c2165d8 ON public.accounts_rolegrant USING btree (granted_by_id);

CREATE INDEX accounts_rolegrant_user_id_0601f056 ON public.accounts_rolegrant USING btree (user_id);

CREATE INDEX accounts_throttle_key_abf416de_like ON public.accounts_throttle USING btree (key varchar_pattern_ops);

CREATE INDEX accounts_user_email_b2644a56_like ON public.accounts_user USING btree (email varchar_pattern_ops);

CREATE INDEX accounts_user_phone_c603acdd_like ON public.accounts_user USING btree (phone varchar_pattern_ops);

CREATE INDEX accounts_user_username_6088629e_like ON public.accounts_user USING btree (username varchar_pattern_ops);

CREATE UNIQUE INDEX alipay_notification_accepted_once ON public.alipay_notification USING btree (account, notify_id) WHERE ((verdict)::text = 'accepted'::text);

CREATE INDEX alipay_notification_by_id ON public.alipay_notification USING btree (notify_id);

CREATE INDEX application_by_status ON public.screening_application USING btree (status, id DESC);

CREATE UNIQUE INDEX application_live_once ON public.screening_application USING btree (applicant_id, product_id) WHERE ((status)::text = ANY ((ARRAY['sent'::character varying, 'approved'::character varying])::text[]));

CREATE INDEX application_to_expire ON public.screening_application USING btree (pay_until) WHERE ((status)::text = 'approved'::text);

CREATE INDEX appointment_by_state ON public.coaching_appointment USING btree (state, starts_at);

CREATE INDEX attempt_of_lesson ON public.courseware_attempt USING btree (lesson_id, user_id);

CREATE UNIQUE INDEX attempt_open_once ON public.commerce_paymentattempt USING btree (order_id, provider, method) WHERE (closed_at IS NULL);

CREATE INDEX attempt_stuck ON public.commerce_paymentattempt USING btree (stuck_at) WHERE (stuck_at IS NOT NULL);

CREATE INDEX attempt_to_ask ON public.commerce_paymentattempt USING btree (ask_at) WHERE (ask_at IS NOT NULL);

CREATE INDEX attendance_here ON public.rooms_attendance USING btree (room_id, last_at DESC);

CREATE INDEX audit_target ON public.platform_auditentry USING btree (target, id);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX backup_by_state ON public.backups_backup USING btree (state, id DESC);

CREATE UNIQUE INDEX backup_one_at_once ON public.backups_backup USING btree (state) WHERE ((state)::text = 'running'::text);

CREATE INDEX campaigns_campaign_products_campaign_id_8f367d15 ON public.campaigns_campaign_products USING btree (campaign_id);

CREATE INDEX campaigns_campaign_products_product_id_0bacb783 ON public.campaigns_campaign_products USING btree (product_id);

CREATE INDEX campaigns_campaign_slug_08eb9673_like ON public.campaigns_campaign USING btree (slug varchar_pattern_ops);

CREATE INDEX campaigns_offer_phase_id_25f6c428 ON public.campaigns_offer USING btree (phase_id);

CREATE INDEX campaigns_phase_campaign_id_582c004e ON public.campaigns_phase USING btree (campaign_id);

CREATE UNIQUE INDEX card_one_up ON public.rooms_card USING btree (room_id) WHERE (down_at IS NULL);

CREATE INDEX catalog_attachment_asset_id_cf5fcfce ON public.catalog_attachment USING btree (asset_id);

CREATE INDEX catalog_attachment_lesson_id_4738c413 ON public.catalog_attachment USING btree (lesson_id);

CREATE INDEX catalog_bundle_cover_image_id_acab977e ON public.catalog_bundle USING btree (cover_image_id);

CREATE INDEX catalog_category_name_fdc3466c_like ON public.catalog_category USING btree (name varchar_pattern_ops);

CREATE INDEX catalog_category_slug_dbf63ad0_like ON public.catalog_category USING btree (slug varchar_pattern_ops);

CREATE INDEX catalog_chapter_course_id_4e421947 ON public.catalog_chapter USING btree (course_id);

CREATE INDEX catalog_course_categories_category_id_dfff6245 ON public.catalog_course_categories USING btree (category_id);

CREATE INDEX catalog_course_categories_course_id_41027cfe ON public.catalog_course_categories USING btree (course_id);

CREATE INDEX catalog_course_cover_image_id_f7f8f348 ON public.catalog_course USING btree (cover_image_id);

CREATE INDEX catalog_course_tags_course_id_66fbdc47 ON public.catalog_course_tags USING btree (course_id);

CREATE INDEX catalog_course_tags_tag_id_f74b5222 ON public.catalog_course_tags USING btree (tag_id);

CREATE INDEX catalog_intake_course_id_66fe806d ON public.catalog_intake USING btree (course_id);

CREATE INDEX catalog_lesson_asset_id_5812d7dd ON public.catalog_lesson USING btree (asset_id);

CREATE INDEX catalog_lesson_chapter_id_a66c6023 ON public.catalog_lesson USING btree (chapter_id);

CREATE INDEX catalog_opens_opener_id_266f4b8d ON public.catalog_opens USING btree (opener_id);

CREATE INDEX catalog_outlineversion_course_id_7b537811 ON public.catalog_outlineversion USING btree (course_id);

CREATE INDEX catalog_package_cover_image_id_8979beca ON public.catalog_package USING btree (cover_image_id);

CREATE INDEX catalog_part_bundle_id_210e68ed ON public.catalog_part USING btree (bundle_id);

CREATE INDEX catalog_part_product_id_90aafff8 ON public.catalog_part USING btree (product_id);

CREATE INDEX catalog_photo_lesson_id_a5b19e5c ON public.catalog_photo USING btree (lesson_id);

CREATE INDEX catalog_plan_code_cc88876e_like ON public.catalog_plan USING btree (code varchar_pattern_ops);

CREATE INDEX catalog_plan_cover_image_id_e41acf9f ON public.catalog_plan USING btree (cover_image_id);

CREATE INDEX catalog_presale_product_id_6da8c71a ON public.catalog_presale USING btree (product_id);

CREATE INDEX catalog_product_code_e2e89c4b_like ON public.catalog_product USING btree (code varchar_pattern_ops);

CREATE INDEX catalog_single_course_id_6639c97f ON public.catalog_single USING btree (course_id);

CREATE INDEX catalog_tag_name_c2802f4e_like ON public.catalog_tag USING btree (name varchar_pattern_ops);

CREATE INDEX catalog_tag_slug_193b049a_like ON public.catalog_tag USING btree (slug varchar_pattern_ops);

CREATE INDEX catalog_variant_plan_id_f15f37d8 ON public.catalog_variant USING btree (plan_id);

CREATE INDEX catalog_welcome_group_code_id_7713db80 ON public.catalog_welcome USING btree (group_code_id);

CREATE INDEX coaching_appointment_grant_id_4a243dc9 ON public.coaching_appointment USING btree (grant_id);

CREATE INDEX coaching_appointment_host_id_79f25b79 ON public.coaching_appointment USING btree (host_id);

CREATE INDEX coaching_delivery_by_id_5210385f ON public.coaching_delivery USING btree (by_id);

CREATE INDEX coaching_delivery_grant_id_a6e4f793 ON public.coaching_delivery USING btree (grant_id);

CREATE INDEX coaching_seat_appointment_id_79aa29e1 ON public.coaching_seat USING btree (appointment_id);

CREATE INDEX coaching_seat_person_id_f3e4486b ON public.coaching_seat USING btree (person_id);

CREATE INDEX coaching_undoing_by_id_77b321a4 ON public.coaching_undoing USING btree (by_id);

CREATE INDEX code_by_address ON public.accounts_phonecode USING btree (address, sent_at DESC);

CREATE INDEX code_by_phone ON public.accounts_phonecode USING btree (phone, sent_at DESC);

CREATE INDEX code_by_state ON public.gifts_code USING btree (batch_id, state, id DESC);

CREATE UNIQUE INDEX code_per_person ON public.gifts_code USING btree (batch_id, user_id, nth) WHERE ((state)::text = 'redeemed'::text);

CREATE INDEX commerce_difference_order_id_ab9a79b7 ON public.commerce_difference USING btree (order_id);

CREATE INDEX commerce_difference_settled_by_id_3026a391 ON public.commerce_difference USING btree (settled_by_id);

CREATE INDEX commerce_difference_statement_id_22781280 ON public.commerce_difference USING btree (statement_id);

CREATE INDEX commerce_exchange_asked_by_id_0e5e447a ON public.commerce_exchange USING btree (asked_by_id);

CREATE INDEX commerce_exchange_decided_by_id_9dbaa1ac ON public.commerce_exchange USING btree (decided_by_id);

CREATE INDEX commerce_exchange_line_id_d1a4ddf2 ON public.commerce_exchange USING btree (line_id);

CREATE INDEX commerce_exchange_wanted_id_5ddb18d7 ON public.commerce_exchange USING btree (wanted_id);

CREATE INDEX commerce_order_buyer_id_a06b2553 ON public.commerce_order USING btree (buyer_id);

CREATE INDEX commerce_order_no_9be36226_like ON public.commerce_order USING btree (no varchar_pattern_ops);

CREATE INDEX commerce_orderline_order_id_678fed48 ON public.commerce_orderline USING btree (order_id);

CREATE INDEX commerce_orderline_product_id_9af4f2f1 ON public.commerce_orderline USING btree (product_id);

CREATE INDEX commerce_payment_attempt_id_cb884e60 ON public.commerce_payment USING btree (attempt_id);

CREATE INDEX commerce_payment_order_id_e1894226 ON public.commerce_payment USING btree (order_id);

CREATE INDEX commerce_paymentattempt_order_id_6c554751 ON public.commerce_paymentattempt USING btree (order_id);

CREATE INDEX commerce_paymentattempt_out_trade_no_fd9848d8_like ON public.commerce_paymentattempt USING btree (out_trade_no varchar_pattern_ops);

CREATE INDEX commerce_refund_decided_by_id_2c9f1363 ON public.commerce_refund USING btree (decided_by_id);

CREATE INDEX commerce_refund_no_7df027e3_like ON public.commerce_refund USING btree (no varchar_pattern_ops);

CREATE INDEX commerce_refund_order_id_5a6c1740 ON public.commerce_refund USING btree (order_id);

CREATE INDEX commerce_refund_payment_id_f998bbed ON public.commerce_refund USING btree (payment_id);

CREATE INDEX commerce_refund_requested_by_id_cb249a74 ON public.commerce_refund USING btree (requested_by_id);

CREATE INDEX commerce_refundline_line_id_dd013800 ON public.commerce_refundline USING btree (line_id);

CREATE INDEX commerce_refundline_refund_id_58b89d8c ON public.commerce_refundline USING btree (refund_id);

CREATE INDEX commerce_statementrow_statement_id_01006b93 ON public.commerce_statementrow USING btree (statement_id);

CREATE INDEX commerce_walletentry_order_id_20332844 ON public.commerce_walletentry USING btree (order_id);

CREATE INDEX commerce_walletentry_source_aaf4dc71_like ON public.commerce_walletentry USING btree (source varchar_pattern_ops);

CREATE INDEX commerce_walletentry_wallet_id_95a0eafc ON public.commerce_walletentry USING btree (wallet_id);

CREATE INDEX complaint_by_status ON public.complaints_complaint USING btree (status, due_at);

CREATE INDEX complaints_complaint_code_02c11bbd_like ON public.complaints_complaint USING btree (code varchar_pattern_ops);

CREATE INDEX complaints_complaint_decided_by_id_81f84636 ON public.complaints_complaint USING btree (decided_by_id);

CREATE INDEX complaints_complaint_picture_id_ba74c990 ON public.complaints_complaint USING btree (picture_id);

CREATE INDEX complaints_complaint_sender_id_b3a55af4 ON public.complaints_complaint USING btree (sender_id);

CREATE INDEX complaints_word_author_id_f7b4690e ON public.complaints_word USING btree (author_id);

CREATE INDEX complaints_word_complaint_id_f6315b1a ON public.complaints_word USING btree (complaint_id);

CREATE INDEX coupon_by_order ON public.promotions_held USING btree (order_no) WHERE (NOT ((order_no)::text = ''::text));

CREATE INDEX coupon_by_user ON public.promotions_held USING btree (user_id, id DESC);

CREATE INDEX course_by_picture ON public.catalog_course USING gin (public.catalog_pictures_in(intro));

CREATE INDEX courseware_attempt_lesson_id_13d68dfc ON public.courseware_attempt USING btree (lesson_id);

CREATE INDEX courseware_attempt_user_id_73b1b5df ON public.courseware_attempt USING btree (user_id);

CREATE INDEX credit_by_user ON public.promotions_credit USING btree (user_id, product_id);

CREATE INDEX credit_deposits ON public.promotions_credit USING btree (paid_for_id) WHERE (((kind)::text = 'deposit'::text) AND (unspent_fen > 0) AND (voided_at IS NULL));

CREATE INDEX credit_use_by_order ON public.promotions_credituse USING btree (order_no);

CREATE INDEX deal_use_by_order ON public.promotions_use USING btree (order_no);

CREATE INDEX delivery_by_time ON public.coaching_delivery USING btree (noted_at DESC);

CREATE INDEX delivery_due ON public.platform_delivery USING btree (due_at) WHERE ((due_at IS NOT NULL) AND ((state)::text = 'waiting'::text));

CREATE INDEX delivery_open ON public.platform_delivery USING btree (state, id) WHERE (NOT ((state)::text = 'done'::text));

CREATE INDEX difference_open ON public.commerce_difference USING btree (statement_id) WHERE (settled_at IS NULL);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX document_tokens ON public.search_document USING gin (tokens);

CREATE UNIQUE INDEX exchange_open_once ON public.commerce_exchange USING btree (line_id) WHERE ((status)::text = ANY ((ARRAY['asked'::character varying, 'offered'::character varying])::text[]));

CREATE INDEX gift_by_giver ON public.gifts_gift USING btree (giver_id, id DESC);

CREATE INDEX gift_by_receiver ON public.gifts_gift USING btree (receiver_id, id DESC);

CREATE INDEX gift_waiting ON public.gifts_gift USING btree (id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX gifts_batch_made_by_id_bc1f4867 ON public.gifts_batch USING btree (made_by_id);

CREATE INDEX gifts_batch_product_id_22e4ea80 ON public.gifts_batch USING btree (product_id);

CREATE INDEX gifts_code_batch_id_2cd6355c ON public.gifts_code USING btree (batch_id);

CREATE INDEX gifts_code_key_a6f49c77_like ON public.gifts_code USING btree (key varchar_pattern_ops);

CREATE INDEX gifts_code_user_id_b1f942ad ON public.gifts_code USING btree (user_id);

CREATE INDEX gifts_gift_giver_id_bdab7732 ON public.gifts_gift USING btree (giver_id);

CREATE INDEX gifts_gift_receiver_id_0fca842f ON public.gifts_gift USING btree (receiver_id);

CREATE INDEX gifts_gift_token_838b679d_like ON public.gifts_gift USING btree (token varchar_pattern_ops);

CREATE INDEX grant_live ON public.access_grant USING btree (user_id, product_id) WHERE (revoked_at IS NULL);

CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));

CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);

CREATE INDEX imports_brought_origin_fed25026_like ON public.imports_brought USING btree (origin varchar_pattern_ops);

CREATE INDEX imports_brought_run_id_a00cc60a ON public.imports_brought USING btree (run_id);

CREATE INDEX imports_run_by_id_a2a450ee ON public.imports_run USING btree (by_id);

CREATE INDEX invoice_by_status ON public.invoices_invoice USING btree (status, id DESC);

CREATE UNIQUE INDEX invoice_line_live_once ON public.invoices_invoiceline USING btree (line_id) WHERE live;

CREATE UNIQUE INDEX invoice_number_once ON public.invoices_invoice USING btree (number) WHERE (NOT ((number)::text = ''::text));

CREATE UNIQUE INDEX invoice_open_once ON public.invoices_invoice USING btree (order_id) WHERE ((status)::text = ANY ((ARRAY['applied'::character varying, 'issuing'::character varying])::text[]));

CREATE INDEX invoices_invoice_file_id_4c7dc735 ON public.invoices_invoice USING btree (file_id);

CREATE INDEX invoices_invoice_no_a946ec8c_like ON public.invoices_invoice USING btree (no varchar_pattern_ops);

CREATE INDEX invoices_invoice_order_id_622235c3 ON public.invoices_invoice USING btree (order_id);

CREATE INDEX invoices_invoiceline_invoice_id_071a8d97 ON public.invoices_invoiceline USING btree (invoice_id);

CREATE INDEX invoices_invoiceline_line_id_ffe8365f ON public.invoices_invoiceline USING btree (line_id);

CREATE INDEX invoices_reversal_invoice_id_21bd6b06 ON public.invoices_reversal USING btree (invoice_id);

CREATE INDEX invoices_title_owner_id_01a904f3 ON public.invoices_title USING btree (owner_id);

CREATE INDEX learning_favourite_product_id_cb757a70 ON public.learning_favourite USING btree (product_id);

CREATE INDEX learning_favourite_user_id_1cef8500 ON public.learning_favourite USING btree (user_id);

CREATE INDEX learning_note_lesson_id_4c76eff8 ON public.learning_note USING btree (lesson_id);

CREATE INDEX learning_note_user_id_98c88ac5 ON public.learning_note USING btree (user_id);

CREATE INDEX learning_progress_lesson_id_5e714c94 ON public.learning_progress USING btree (lesson_id);

CREATE INDEX learning_progress_user_id_ff1fe722 ON public.learning_progress USING btree (user_id);

CREATE INDEX learning_provenday_progress_id_077a8487 ON public.learning_provenday USING btree (progress_id);

CREATE INDEX ledger_account_code_e0a3af95_like ON public.ledger_account USING btree (code varchar_pattern_ops);

CREATE INDEX ledger_journal_source_87344ffe_like ON public.ledger_journal USING btree (source varchar_pattern_ops);

CREATE INDEX ledger_line_account_id_a3112da4 ON public.ledger_line USING btree (account_id);

CREATE INDEX ledger_line_journal_id_2f18c799 ON public.ledger_line USING btree (journal_id);

CREATE INDEX lesson_by_picture ON public.catalog_lesson USING gin (public.catalog_pictures_in(body));

CREATE INDEX live_by_state ON public.live_liveclass USING btree (state, starts_at);

CREATE INDEX live_cloudrecording_file_id_a4cf6fb7_like ON public.live_cloudrecording USING btree (file_id varchar_pattern_ops);

CREATE INDEX live_cloudrecording_live_class_id_d001d9e3 ON public.live_cloudrecording USING btree (live_class_id);

CREATE INDEX live_cloudreplay_asked_by_id_bea99d71 ON public.live_cloudreplay USING btree (asked_by_id);

CREATE INDEX live_cloudreplay_asset_id_c2ed4934 ON public.live_cloudreplay USING btree (asset_id);

CREATE INDEX live_liveclass_host_id_2f233b22 ON public.live_liveclass USING btree (host_id);

CREATE INDEX live_liveclass_series_id_014fcfee ON public.live_liveclass USING btree (series_id);

CREATE INDEX live_missed_live_class_id_63011be4 ON public.live_missed USING btree (live_class_id);

CREATE INDEX live_push_live_class_id_0ca7a930 ON public.live_push USING btree (live_class_id);

CREATE INDEX live_push_sequence_64d3397f_like ON public.live_push USING btree (sequence varchar_pattern_ops);

CREATE INDEX mailcode_by_address ON public.accounts_emailcode USING btree (address, sent_at DESC);

CREATE INDEX mailcode_by_email ON public.accounts_emailcode USING btree (email, sent_at DESC);

CREATE INDEX media_asset_owner_id_81461300 ON public.media_asset USING btree (owner_id);

CREATE INDEX media_bookchapter_asset_id_b3acf641 ON public.media_bookchapter USING btree (asset_id);

CREATE INDEX media_copy_asset_id_0b5beebe ON public.media_copy USING btree (asset_id);

CREATE INDEX media_coursewarefile_asset_id_6838f25f ON public.media_coursewarefile USING btree (asset_id);

CREATE INDEX media_play_device_id_084d03eb ON public.media_play USING btree (device_id);

CREATE INDEX media_rendition_asset_id_3dbd9693 ON public.media_rendition USING btree (asset_id);

CREATE INDEX media_storecheck_store_e14485bd_like ON public.media_storecheck USING btree (store varchar_pattern_ops);

CREATE INDEX media_subtitle_asset_id_f173308b ON public.media_subtitle USING btree (asset_id);

CREATE INDEX media_upload_asset_id_5367d8f8 ON public.media_upload USING btree (asset_id);

CREATE INDEX media_upload_owner_id_fcb3e941 ON public.media_upload USING btree (owner_id);

CREATE INDEX message_by_person ON public.rooms_message USING btree (room_id, user_id, said_at DESC);

CREATE INDEX message_held ON public.rooms_message USING btree (room_id) WHERE ((state)::text = 'held'::text);

CREATE INDEX message_of_person ON public.messaging_message USING btree (recipient_id, id DESC);

CREATE INDEX message_unread ON public.messaging_message USING btree (recipient_id) WHERE (read_at IS NULL);

CREATE INDEX messaging_message_key_8b83c641_like ON public.messaging_message USING btree (key varchar_pattern_ops);

CREATE INDEX messaging_message_recipient_id_6eb91564 ON public.messaging_message USING btree (recipient_id);

CREATE INDEX messaging_refusal_person_id_96a51c23 ON public.messaging_refusal USING btree (person_id);

CREATE INDEX messaging_send_message_id_387052b9 ON public.messaging_send USING btree (message_id);

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE INDEX notice_of_user ON public.accounts_notice USING btree (user_id, id DESC);

CREATE UNIQUE INDEX notification_accepted_once ON public.wechat_pay_notification USING btree (account, notification_id) WHERE ((verdict)::text = 'accepted'::text);

CREATE INDEX notification_by_id ON public.wechat_pay_notification USING btree (notification_id);

CREATE INDEX onsite_by_state ON public.onsite_onsiteclass USING btree (state, starts_at);

CREATE INDEX onsite_onsiteclass_host_id_c6e50e35 ON public.onsite_onsiteclass USING btree (host_id);

CREATE INDEX onsite_seat_by_id_32c6cf77 ON public.onsite_seat USING btree (by_id);

CREATE INDEX onsite_seat_onsite_class_id_223c693a ON public.onsite_seat USING btree (onsite_class_id);

CREATE INDEX onsite_seat_user_id_0328e7ae ON public.onsite_seat USING btree (user_id);

CREATE INDEX opens_by_opened ON public.catalog_opens USING btree (opened_id, opener_id);

CREATE UNIQUE INDEX opens_once ON public.catalog_opens USING btree (opener_id, opened_id) WHERE (ended_at IS NULL);

CREATE INDEX order_by_buyer ON public.commerce_order USING btree (buyer_id, id DESC);

CREATE INDEX order_by_no_end ON public.commerce_order USING btree (reverse((no)::text) text_pattern_ops);

CREATE INDEX order_by_payday ON public.commerce_order USING btree (paid_at) WHERE (paid_at IS NOT NULL);

CREATE INDEX order_by_status_time ON public.commerce_order USING btree (status, created_at DESC, id DESC);

CREATE INDEX order_by_time ON public.commerce_order USING btree (created_at DESC, id DESC);

CREATE INDEX order_close_at ON public.commerce_order USING btree (close_at) WHERE ((status)::text = 'pending'::text);

CREATE INDEX pause_of_plan ON public.access_pause USING btree (user_id, plan_id);

CREATE INDEX payment_by_day ON public.commerce_payment USING btree (provider, paid_at);

CREATE INDEX payment_stuck ON public.commerce_payment USING btree (id) WHERE (suspended AND (cleared_at IS NULL));

CREATE INDEX payment_takings ON public.commerce_payment USING btree (paid_at) INCLUDE (id, amount_fen) WHERE (NOT suspended);

CREATE INDEX platform_delivery_event_id_0fd3e50d ON public.platform_delivery USING btree (event_id);

CREATE INDEX play_by_time ON public.media_play USING btree (began_at);

CREATE INDEX play_of_user ON public.media_play USING btree (user_id, began_at);

CREATE UNIQUE INDEX poll_one_open ON public.rooms_poll USING btree (room_id) WHERE (closed_at IS NULL);

CREATE INDEX price_mark_by_product ON public.promotions_pricemark USING btree (product_id, since DESC);

CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);

CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));

CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);

CREATE INDEX product_opens_all ON public.catalog_product USING btree (id) WHERE opens_all;

CREATE INDEX progress_latest ON public.learning_progress USING btree (user_id, updated_at DESC);

CREATE INDEX promotions_coupon_code_92b1f2da_like ON public.promotions_coupon USING btree (code varchar_pattern_ops);

CREATE INDEX promotions_coupon_products_coupon_id_9519b9ec ON public.promotions_coupon_products USING btree (coupon_id);

CREATE INDEX promotions_coupon_products_product_id_5f561e51 ON public.promotions_coupon_products USING btree (product_id);

CREATE INDEX promotions_credit_paid_for_id_41494846 ON public.promotions_credit USING btree (paid_for_id);

CREATE INDEX promotions_credit_product_id_79e19f32 ON public.promotions_credit USING btree (product_id);

CREATE INDEX promotions_credit_source_9102cb95_like ON public.promotions_credit USING btree (source varchar_pattern_ops);

CREATE INDEX promotions_credit_user_id_3050ba90 ON public.promotions_credit USING btree (user_id);

CREATE INDEX promotions_credituse_credit_id_7925abe6 ON public.promotions_credituse USING btree (credit_id);

CREATE INDEX promotions_deal_members_deal_id_8ac49ecb ON public.promotions_deal_members USING btree (deal_id);

CREATE INDEX promotions_deal_members_product_id_8cb16920 ON public.promotions_deal_members USING btree (product_id);

CREATE INDEX promotions_deal_products_deal_id_45637587 ON public.promotions_deal_products USING btree (deal_id);

CREATE INDEX promotions_deal_products_product_id_637ac7b6 ON public.promotions_deal_products USING btree (product_id);

CREATE INDEX promotions_held_coupon_id_1da931e1 ON public.promotions_held USING btree (coupon_id);

CREATE INDEX promotions_held_user_id_518486d7 ON public.promotions_held USING btree (user_id);

CREATE INDEX promotions_pricemark_product_id_eb2a6df1 ON public.promotions_pricemark USING btree (product_id);

CREATE INDEX promotions_spent_deal_id_c540da02 ON public.promotions_spent USING btree (deal_id);

CREATE INDEX promotions_spent_use_id_9298521f ON public.promotions_spent USING btree (use_id);

CREATE INDEX promotions_use_deal_id_253c4373 ON public.promotions_use USING btree (deal_id);

CREATE INDEX records_record_course_id_36098f99 ON public.records_record USING btree (course_id);

CREATE INDEX records_record_key_id_fd8889ee ON public.records_record USING btree (key_id);

CREATE INDEX records_record_number_61c1732d_like ON public.records_record USING btree (number varchar_pattern_ops);

CREATE INDEX records_record_user_id_96fecca6 ON public.records_record USING btree (user_id);

CREATE INDEX records_signingkey_name_21950007_like ON public.records_signingkey USING btree (name varchar_pattern_ops);

CREATE UNIQUE INDEX reference_once ON public.transfer_transfer USING btree (reference) WHERE (NOT ((reference)::text = ''::text));

CREATE INDEX refund_by_day ON public.commerce_refund USING btree (settled_at) WHERE ((status)::text = 'succeeded'::text);

CREATE INDEX refund_by_status ON public.commerce_refund USING btree (status, id DESC);

CREATE INDEX refund_of_stray ON public.commerce_refund USING btree (payment_id) WHERE ((reason)::text = ANY ((ARRAY['paid_too_late'::character varying, 'paid_twice'::character varying, 'paid_other_amount'::character varying])::text[]));

CREATE UNIQUE INDEX refund_open_once ON public.commerce_refund USING btree (order_id) WHERE (((status)::text = ANY ((ARRAY['requested'::character varying, 'approved'::character varying, 'processing'::character varying, 'abnormal'::character varying])::text[])) AND (NOT ((reason)::text = ANY ((ARRAY['paid_too_late'::character varying, 'paid_twice'::character varying, 'paid_other_amount'::character varying])::text[]))));

CREATE UNIQUE INDEX refund_stray_once ON public.commerce_refund USING btree (payment_id) WHERE (((reason)::text = ANY ((ARRAY['paid_too_late'::character varying, 'paid_twice'::character varying, 'paid_other_amount'::character varying])::text[])) AND (NOT ((status)::text = 'closed'::text)));

CREATE INDEX refund_stuck ON public.commerce_refund USING btree (stuck_at) WHERE (stuck_at IS NOT NULL);

CREATE INDEX refund_to_ask ON public.commerce_refund USING btree (ask_at) WHERE (ask_at IS NOT NULL);

CREATE UNIQUE INDEX rendition_current_once ON public.media_rendition USING btree (asset_id, name) WHERE (retired_at IS NULL);

CREATE INDEX return_waiting ON public.transfer_return USING btree (id) WHERE (sent_at IS NULL);

CREATE UNIQUE INDEX reversal_number_once ON public.invoices_reversal USING btree (number) WHERE (NOT ((number)::text = ''::text));

CREATE UNIQUE INDEX reversal_open_once ON public.invoices_reversal USING btree (invoice_id) WHERE (done_at IS NULL);

CREATE INDEX room_question_by_votes ON public.rooms_question USING btree (room_id, state, votes DESC);

CREATE INDEX rooms_attendance_room_id_6cdae99f ON public.rooms_attendance USING btree (room_id);

CREATE INDEX rooms_attendance_user_id_8a7b9909 ON public.rooms_attendance USING btree (user_id);

CREATE INDEX rooms_card_deal_id_2bb458ab ON public.rooms_card USING btree (deal_id);

CREATE INDEX rooms_card_product_id_29e1ebe4 ON public.rooms_card USING btree (product_id);

CREATE INDEX rooms_card_room_id_d5f0ce96 ON public.rooms_card USING btree (room_id);

CREATE INDEX rooms_draw_room_id_39a29604 ON public.rooms_draw USING btree (room_id);

CREATE INDEX rooms_message_room_id_ec9477f2 ON public.rooms_message USING btree (room_id);

CREATE INDEX rooms_message_user_id_0d6421d9 ON public.rooms_message USING btree (user_id);

CREATE INDEX rooms_mute_room_id_9e60f490 ON public.rooms_mute USING btree (room_id);

CREATE INDEX rooms_mute_user_id_51b3dd55 ON public.rooms_mute USING btree (user_id);

CREATE INDEX rooms_option_poll_id_2460cf04 ON public.rooms_option USING btree (poll_id);

CREATE INDEX rooms_pick_option_id_c6483a00 ON public.rooms_pick USING btree (option_id);

CREATE INDEX rooms_pick_vote_id_c1749f3b ON public.rooms_pick USING btree (vote_id);

CREATE INDEX rooms_poll_room_id_b569c611 ON public.rooms_poll USING btree (room_id);

CREATE INDEX rooms_question_room_id_bd9bf5c6 ON public.rooms_question USING btree (room_id);

CREATE INDEX rooms_question_user_id_0c742aef ON public.rooms_question USING btree (user_id);

CREATE INDEX rooms_upvote_question_id_8cc1c8bc ON public.rooms_upvote USING btree (question_id);

CREATE INDEX rooms_upvote_user_id_7bf9bf26 ON public.rooms_upvote USING btree (user_id);

CREATE INDEX rooms_vote_poll_id_0df93271 ON public.rooms_vote USING btree (poll_id);

CREATE INDEX rooms_vote_user_id_f8cc72d3 ON public.rooms_vote USING btree (user_id);

CREATE INDEX rooms_winner_draw_id_6c6e4907 ON public.rooms_winner USING btree (draw_id);

CREATE INDEX rooms_word_text_83af7665_like ON public.rooms_word USING btree (text varchar_pattern_ops);

CREATE INDEX screening_application_applicant_id_2ea64b8d ON public.screening_application USING btree (applicant_id);

CREATE INDEX screening_application_decided_by_id_10025ee4 ON public.screening_application USING btree (decided_by_id);

CREATE INDEX screening_application_product_id_f002e698 ON public.screening_application USING btree (product_id);

CREATE INDEX screening_question_screen_id_7536fcc7 ON public.screening_question USING btree (screen_id);

CREATE INDEX seat_in_line ON public.onsite_seat USING btree (onsite_class_id, state, number);

CREATE INDEX send_begun ON public.messaging_send USING btree (begun_at);

CREATE INDEX send_by_status ON public.messaging_send USING btree (status, id DESC);

CREATE INDEX send_due ON public.messaging_send USING btree (due_at) WHERE ((status)::text = 'waiting'::text);

CREATE UNIQUE INDEX signing_key_one ON public.records_signingkey USING btree (retired_at) NULLS NOT DISTINCT WHERE (retired_at IS NULL);

CREATE INDEX statement_by_day ON public.commerce_statement USING btree (day DESC);

CREATE INDEX teacher_by_picture ON public.catalog_course USING gin (public.catalog_pictures_in(teacher_intro));

CREATE INDEX tips_tip_lesson_id_8671a662 ON public.tips_tip USING btree (lesson_id);

CREATE UNIQUE INDEX trace_place_once ON public.tracing_trace USING btree (course_id, epoch, first) WHERE ((count > 0) AND (NOT ((kind)::text = 'pictures'::text)));

CREATE INDEX tracing_inquiry_by_id_dd258ffe ON public.tracing_inquiry USING btree (by_id);

CREATE INDEX tracing_inquiry_reviewed_by_id_a9cf5ed6 ON public.tracing_inquiry USING btree (reviewed_by_id);

CREATE INDEX tracing_inquiry_trace_id_d8d24e9e ON public.tracing_inquiry USING btree (trace_id);

CREATE INDEX tracing_issue_trace_id_32a76ec1 ON public.tracing_issue USING btree (trace_id);

CREATE INDEX tracing_issue_user_id_84760ca7 ON public.tracing_issue USING btree (user_id);

CREATE INDEX tracing_trace_course_id_cf090876 ON public.tracing_trace USING btree (course_id);

CREATE INDEX transfer_return_no_c5b0d5dd_like ON public.transfer_return USING btree (no varchar_pattern_ops);

CREATE INDEX transfer_return_transfer_id_1525d1e8 ON public.transfer_return USING btree (transfer_id);

CREATE INDEX transfer_transfer_slip_id_53549ed6 ON public.transfer_transfer USING btree (slip_id);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE INDEX user_by_joining ON public.accounts_user USING btree (joined_at);

CREATE INDEX user_by_last_digits ON public.accounts_user USING btree ("right"((phone)::text, 4));

CREATE INDEX user_by_name_part ON public.accounts_user USING gin (public.zhiyu_name_pairs((name)::text));

CREATE INDEX user_closing ON public.accounts_user USING btree (closing_at) WHERE (closing_at IS NOT NULL);

CREATE INDEX wechat_pay_certificaterenewal_account_18578800_like ON public.wechat_pay_certificaterenewal USING btree (account varchar_pattern_ops);

CREATE INDEX work_by_audience ON public.works_work USING btree (audience, id DESC);

CREATE INDEX work_search_of ON public.works_search USING btree (owner_id, created_at);

CREATE INDEX works_picture_work_id_78b2694e ON public.works_picture USING btree (work_id);

CREATE INDEX works_search_owner_id_3a7f12fa ON public.works_search USING btree (owner_id);

CREATE INDEX works_search_picture_id_e3bc2359 ON public.works_search USING btree (picture_id);

CREATE INDEX works_work_code_7d6fc12f_like ON public.works_work USING btree (code varchar_pattern_ops);

CREATE INDEX works_work_course_id_4c64b73b ON public.works_work USING btree (course_id);

CREATE INDEX works_work_owner_id_afa88233 ON public.works_work USING btree (owner_id);

CREATE CONSTRAINT TRIGGER ledger_journal_balanced AFTER INSERT ON public.ledger_journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_balance();

CREATE TRIGGER ledger_journal_frozen BEFORE DELETE OR UPDATE ON public.ledger_journal FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_journal_kept BEFORE TRUNCATE ON public.ledger_journal FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE CONSTRAINT TRIGGER ledger_line_balanced AFTER INSERT ON public.ledger_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_balance();

CREATE TRIGGER ledger_line_frozen BEFORE DELETE OR UPDATE ON public.ledger_line FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_line_kept BEFORE TRUNCATE ON public.ledger_line FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_line_open BEFORE INSERT ON public.ledger_line FOR EACH ROW EXECUTE FUNCTION public.ledger_sealed_is_closed();

CREATE TRIGGER ledger_seal_frozen BEFORE DELETE OR UPDATE ON public.ledger_seal FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_seal_kept BEFORE TRUNCATE ON public.ledger_seal FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER login_ended AFTER DELETE OR UPDATE OF signed_out_at ON public.accounts_device FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_login_changed();

CREATE TRIGGER media_rendition_leaves AFTER DELETE ON public.media_rendition FOR EACH ROW WHEN (((old.store)::text <> ''::text)) EXECUTE FUNCTION public.media_note_leftover();

CREATE TRIGGER person_changed AFTER UPDATE OF is_active, name, phone ON public.accounts_user FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_login_changed();

CREATE TRIGGER price_marked AFTER UPDATE OF price_fen ON public.catalog_product FOR EACH ROW WHEN ((old.price_fen IS DISTINCT FROM new.price_fen)) EXECUTE FUNCTION public.zhiyu_price_marked();

CREATE TRIGGER price_marked_at_first AFTER INSERT ON public.catalog_product FOR EACH ROW EXECUTE FUNCTION public.zhiyu_price_marked();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();

CREATE TRIGGER records_key_frozen BEFORE DELETE OR UPDATE OF name, public, made_at ON public.records_signingkey FOR EACH ROW EXECUTE FUNCTION public.records_refuse();

CREATE TRIGGER records_record_frozen BEFORE UPDATE ON public.records_record FOR EACH ROW EXECUTE FUNCTION public.records_refuse();

CREATE TRIGGER right_moved AFTER UPDATE OF revoked_at, valid_from, valid_until ON public.access_grant FOR EACH ROW WHEN (((new.revoked_at IS DISTINCT FROM old.revoked_at) OR (new.valid_until IS DISTINCT FROM old.valid_until) OR (new.valid_from IS DISTINCT FROM old.valid_from))) EXECUTE FUNCTION public.zhiyu_right_moved();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.campaigns_campaign FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.campaigns_campaign_products FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.campaigns_offer FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.campaigns_phase FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_attachment FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_bundle FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_category FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_chapter FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_course FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_course_categories FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_course_tags FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_intake FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_lesson FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_opens FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_package FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_part FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_plan FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_presale FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_product FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_single FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_tag FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.catalog_variant FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE OF state, duration_ms, preview_seconds ON public.media_asset FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.media_rendition FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.platform_school FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.promotions_coupon FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.promotions_coupon_products FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.promotions_deal FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.promotions_deal_members FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER shown AFTER INSERT OR DELETE OR UPDATE ON public.promotions_deal_products FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_shown_changed();

CREATE TRIGGER tracing_issue_frozen BEFORE DELETE OR UPDATE ON public.tracing_issue FOR EACH ROW EXECUTE FUNCTION public.tracing_refuse();

CREATE TRIGGER tracing_issue_kept BEFORE TRUNCATE ON public.tracing_issue FOR EACH STATEMENT EXECUTE FUNCTION public.tracing_refuse();

CREATE TRIGGER wait AFTER INSERT ON public.platform_delivery FOR EACH STATEMENT EXECUTE FUNCTION public.zhiyu_deliveries_wait();

ALTER TABLE ONLY public.access_consumption
    ADD CONSTRAINT access_consumption_grant_id_7554bbcf_fk_access_grant_id FOREIGN KEY (grant_id) REFERENCES public.access_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.access_consumption
    ADD CONSTRAINT access_consumption_lesson_id_797abc0f_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.access_grant
    ADD CONSTRAINT access_grant_product_id_2a7352e9_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.access_grant
    ADD CONSTRAINT access_grant_user_id_d8a84bc9_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.access_pause
    ADD CONSTRAINT access_pause_plan_id_9c271bda_fk_catalog_plan_id FOREIGN KEY (plan_id) REFERENCES public.catalog_plan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.access_pause
    ADD CONSTRAINT access_pause_user_id_dc18693a_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_consent
    ADD CONSTRAINT accounts_consent_agreement_id_83a7f988_fk_accounts_agreement_id FOREIGN KEY (agreement_id) REFERENCES public.accounts_agreement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_consent
    ADD CONSTRAINT accounts_consent_user_id_81cd791f_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_device
    ADD CONSTRAINT accounts_device_user_id_f8e29eb4_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_emailcode
    ADD CONSTRAINT accounts_emailcode_user_id_c770d40d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_identity
    ADD CONSTRAINT accounts_identity_user_id_f7ddf146_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_notice
    ADD CONSTRAINT accounts_notice_device_id_2c5644a2_fk_accounts_device_id FOREIGN KEY (device_id) REFERENCES public.accounts_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_notice
    ADD CONSTRAINT accounts_notice_user_id_5ad526c6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_granted_by_id_7c2165d8_fk_accounts_user_id FOREIGN KEY (granted_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT accounts_rolegrant_user_id_0601f056_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_campaign_products
    ADD CONSTRAINT campaigns_campaign_p_campaign_id_8f367d15_fk_campaigns FOREIGN KEY (campaign_id) REFERENCES public.campaigns_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_campaign_products
    ADD CONSTRAINT campaigns_campaign_p_product_id_0bacb783_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_offer
    ADD CONSTRAINT campaigns_offer_coupon_id_36412126_fk_promotions_coupon_id FOREIGN KEY (coupon_id) REFERENCES public.promotions_coupon(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_offer
    ADD CONSTRAINT campaigns_offer_deal_id_084d83d8_fk_promotions_deal_id FOREIGN KEY (deal_id) REFERENCES public.promotions_deal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_offer
    ADD CONSTRAINT campaigns_offer_phase_id_25f6c428_fk_campaigns_phase_id FOREIGN KEY (phase_id) REFERENCES public.campaigns_phase(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_phase
    ADD CONSTRAINT campaigns_phase_campaign_id_582c004e_fk_campaigns_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.campaigns_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_attachment
    ADD CONSTRAINT catalog_attachment_asset_id_cf5fcfce_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_attachment
    ADD CONSTRAINT catalog_attachment_lesson_id_4738c413_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_bundle
    ADD CONSTRAINT catalog_bundle_cover_image_id_acab977e_fk_media_asset_id FOREIGN KEY (cover_image_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_bundle
    ADD CONSTRAINT catalog_bundle_product_id_882e7d22_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_chapter
    ADD CONSTRAINT catalog_chapter_course_id_4e421947_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_course_categories
    ADD CONSTRAINT catalog_course_categ_category_id_dfff6245_fk_catalog_c FOREIGN KEY (category_id) REFERENCES public.catalog_category(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_course_categories
    ADD CONSTRAINT catalog_course_categ_course_id_41027cfe_fk_catalog_c FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_course
    ADD CONSTRAINT catalog_course_cover_image_id_f7f8f348_fk_media_asset_id FOREIGN KEY (cover_image_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_course
    ADD CONSTRAINT catalog_course_product_id_4957b7c5_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_course_tags
    ADD CONSTRAINT catalog_course_tags_course_id_66fbdc47_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_course_tags
    ADD CONSTRAINT catalog_course_tags_tag_id_f74b5222_fk_catalog_tag_id FOREIGN KEY (tag_id) REFERENCES public.catalog_tag(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_intake
    ADD CONSTRAINT catalog_intake_course_id_66fe806d_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_intake
    ADD CONSTRAINT catalog_intake_product_id_066d6ce9_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_lesson
    ADD CONSTRAINT catalog_lesson_asset_id_5812d7dd_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_lesson
    ADD CONSTRAINT catalog_lesson_chapter_id_a66c6023_fk_catalog_chapter_id FOREIGN KEY (chapter_id) REFERENCES public.catalog_chapter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_opens
    ADD CONSTRAINT catalog_opens_opened_id_2c3fd41e_fk_catalog_product_id FOREIGN KEY (opened_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_opens
    ADD CONSTRAINT catalog_opens_opener_id_266f4b8d_fk_catalog_product_id FOREIGN KEY (opener_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_outlineversion
    ADD CONSTRAINT catalog_outlineversion_course_id_7b537811_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_package
    ADD CONSTRAINT catalog_package_cover_image_id_8979beca_fk_media_asset_id FOREIGN KEY (cover_image_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_package
    ADD CONSTRAINT catalog_package_product_id_3687283e_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_part
    ADD CONSTRAINT catalog_part_bundle_id_210e68ed_fk_catalog_bundle_id FOREIGN KEY (bundle_id) REFERENCES public.catalog_bundle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_part
    ADD CONSTRAINT catalog_part_product_id_90aafff8_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_photo
    ADD CONSTRAINT catalog_photo_asset_id_9202f238_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_photo
    ADD CONSTRAINT catalog_photo_lesson_id_a5b19e5c_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_plan
    ADD CONSTRAINT catalog_plan_cover_image_id_e41acf9f_fk_media_asset_id FOREIGN KEY (cover_image_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_plan
    ADD CONSTRAINT catalog_plan_group_qr_id_6af439e3_fk_media_asset_id FOREIGN KEY (group_qr_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_presale
    ADD CONSTRAINT catalog_presale_deposit_id_b9f607a6_fk_catalog_product_id FOREIGN KEY (deposit_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_presale
    ADD CONSTRAINT catalog_presale_product_id_6da8c71a_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_counts_for_id_fa1f132e_fk_catalog_product_id FOREIGN KEY (counts_for_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_leads_to_id_58db35a1_fk_catalog_product_id FOREIGN KEY (leads_to_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_single
    ADD CONSTRAINT catalog_single_course_id_6639c97f_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_single
    ADD CONSTRAINT catalog_single_lesson_id_5d236243_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_single
    ADD CONSTRAINT catalog_single_product_id_a13388ad_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_tipjar
    ADD CONSTRAINT catalog_tipjar_course_id_e933b810_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_tipjar
    ADD CONSTRAINT catalog_tipjar_product_id_83379b03_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT catalog_variant_plan_id_f15f37d8_fk_catalog_plan_id FOREIGN KEY (plan_id) REFERENCES public.catalog_plan(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT catalog_variant_product_id_8a21d193_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_welcome
    ADD CONSTRAINT catalog_welcome_group_code_id_7713db80_fk_media_asset_id FOREIGN KEY (group_code_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalog_welcome
    ADD CONSTRAINT catalog_welcome_product_id_9217822d_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_appointment
    ADD CONSTRAINT coaching_appointment_delivery_id_2b6afe01_fk_coaching_ FOREIGN KEY (delivery_id) REFERENCES public.coaching_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_appointment
    ADD CONSTRAINT coaching_appointment_grant_id_4a243dc9_fk_access_grant_id FOREIGN KEY (grant_id) REFERENCES public.access_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_appointment
    ADD CONSTRAINT coaching_appointment_host_id_79f25b79_fk_accounts_user_id FOREIGN KEY (host_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_delivery
    ADD CONSTRAINT coaching_delivery_by_id_5210385f_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_delivery
    ADD CONSTRAINT coaching_delivery_grant_id_a6e4f793_fk_access_grant_id FOREIGN KEY (grant_id) REFERENCES public.access_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_seat
    ADD CONSTRAINT coaching_seat_appointment_id_79aa29e1_fk_coaching_ FOREIGN KEY (appointment_id) REFERENCES public.coaching_appointment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_seat
    ADD CONSTRAINT coaching_seat_person_id_f3e4486b_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_undoing
    ADD CONSTRAINT coaching_undoing_by_id_77b321a4_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_undoing
    ADD CONSTRAINT coaching_undoing_delivery_id_65f0edaf_fk_coaching_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.coaching_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_difference
    ADD CONSTRAINT commerce_difference_order_id_ab9a79b7_fk_commerce_order_id FOREIGN KEY (order_id) REFERENCES public.commerce_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_difference
    ADD CONSTRAINT commerce_difference_settled_by_id_3026a391_fk_accounts_user_id FOREIGN KEY (settled_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_difference
    ADD CONSTRAINT commerce_difference_statement_id_22781280_fk_commerce_ FOREIGN KEY (statement_id) REFERENCES public.commerce_statement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_exchange
    ADD CONSTRAINT commerce_exchange_asked_by_id_0e5e447a_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_exchange
    ADD CONSTRAINT commerce_exchange_decided_by_id_9dbaa1ac_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_exchange
    ADD CONSTRAINT commerce_exchange_line_id_d1a4ddf2_fk_commerce_orderline_id FOREIGN KEY (line_id) REFERENCES public.commerce_orderline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_exchange
    ADD CONSTRAINT commerce_exchange_order_id_78908a63_fk_commerce_order_id FOREIGN KEY (order_id) REFERENCES public.commerce_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_exchange
    ADD CONSTRAINT commerce_exchange_refund_id_528437ea_fk_commerce_refund_id FOREIGN KEY (refund_id) REFERENCES public.commerce_refund(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_exchange
    ADD CONSTRAINT commerce_exchange_wanted_id_5ddb18d7_fk_catalog_product_id FOREIGN KEY (wanted_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_order
    ADD CONSTRAINT commerce_order_buyer_id_a06b2553_fk_accounts_user_id FOREIGN KEY (buyer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_orderline
    ADD CONSTRAINT commerce_orderline_application_id_5f943e7b_fk_screening FOREIGN KEY (application_id) REFERENCES public.screening_application(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_orderline
    ADD CONSTRAINT commerce_orderline_order_id_678fed48_fk_commerce_order_id FOREIGN KEY (order_id) REFERENCES public.commerce_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_orderline
    ADD CONSTRAINT commerce_orderline_product_id_9af4f2f1_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_payment
    ADD CONSTRAINT commerce_payment_attempt_id_cb884e60_fk_commerce_ FOREIGN KEY (attempt_id) REFERENCES public.commerce_paymentattempt(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_payment
    ADD CONSTRAINT commerce_payment_order_id_e1894226_fk_commerce_order_id FOREIGN KEY (order_id) REFERENCES public.commerce_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_paymentattempt
    ADD CONSTRAINT commerce_paymentattempt_order_id_6c554751_fk_commerce_order_id FOREIGN KEY (order_id) REFERENCES public.commerce_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_refund
    ADD CONSTRAINT commerce_refund_decided_by_id_2c9f1363_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_refund
    ADD CONSTRAINT commerce_refund_follows_id_d77e3c7e_fk_commerce_refund_id FOREIGN KEY (follows_id) REFERENCES public.commerce_refund(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_refund
    ADD CONSTRAINT commerce_refund_order_id_5a6c1740_fk_commerce_order_id FOREIGN KEY (order_id) REFERENCES public.commerce_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_refund
    ADD CONSTRAINT commerce_refund_payment_id_f998bbed_fk_commerce_payment_id FOREIGN KEY (payment_id) REFERENCES public.commerce_payment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_refund
    ADD CONSTRAINT commerce_refund_requested_by_id_cb249a74_fk_accounts_user_id FOREIGN KEY (requested_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_refundline
    ADD CONSTRAINT commerce_refundline_line_id_dd013800_fk_commerce_orderline_id FOREIGN KEY (line_id) REFERENCES public.commerce_orderline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_refundline
    ADD CONSTRAINT commerce_refundline_refund_id_58b89d8c_fk_commerce_refund_id FOREIGN KEY (refund_id) REFERENCES public.commerce_refund(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_statementrow
    ADD CONSTRAINT commerce_statementro_payment_id_d8995f08_fk_commerce_ FOREIGN KEY (payment_id) REFERENCES public.commerce_payment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_statementrow
    ADD CONSTRAINT commerce_statementro_statement_id_01006b93_fk_commerce_ FOREIGN KEY (statement_id) REFERENCES public.commerce_statement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_statementrow
    ADD CONSTRAINT commerce_statementrow_refund_id_52bc774f_fk_commerce_refund_id FOREIGN KEY (refund_id) REFERENCES public.commerce_refund(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_wallet
    ADD CONSTRAINT commerce_wallet_user_id_f33d6217_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_walletentry
    ADD CONSTRAINT commerce_walletentry_order_id_20332844_fk_commerce_order_id FOREIGN KEY (order_id) REFERENCES public.commerce_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.commerce_walletentry
    ADD CONSTRAINT commerce_walletentry_wallet_id_95a0eafc_fk_commerce_wallet_id FOREIGN KEY (wallet_id) REFERENCES public.commerce_wallet(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.complaints_complaint
    ADD CONSTRAINT complaints_complaint_decided_by_id_81f84636_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.complaints_complaint
    ADD CONSTRAINT complaints_complaint_picture_id_ba74c990_fk_media_asset_id FOREIGN KEY (picture_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.complaints_complaint
    ADD CONSTRAINT complaints_complaint_sender_id_b3a55af4_fk_accounts_user_id FOREIGN KEY (sender_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.complaints_word
    ADD CONSTRAINT complaints_word_author_id_f7b4690e_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.complaints_word
    ADD CONSTRAINT complaints_word_complaint_id_f6315b1a_fk_complaint FOREIGN KEY (complaint_id) REFERENCES public.complaints_complaint(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.courseware_attempt
    ADD CONSTRAINT courseware_attempt_lesson_id_13d68dfc_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.courseware_attempt
    ADD CONSTRAINT courseware_attempt_user_id_73b1b5df_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gifts_batch
    ADD CONSTRAINT gifts_batch_made_by_id_bc1f4867_fk_accounts_user_id FOREIGN KEY (made_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gifts_batch
    ADD CONSTRAINT gifts_batch_product_id_22e4ea80_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gifts_code
    ADD CONSTRAINT gifts_code_batch_id_2cd6355c_fk_gifts_batch_id FOREIGN KEY (batch_id) REFERENCES public.gifts_batch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gifts_code
    ADD CONSTRAINT gifts_code_user_id_b1f942ad_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gifts_gift
    ADD CONSTRAINT gifts_gift_giver_id_bdab7732_fk_accounts_user_id FOREIGN KEY (giver_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gifts_gift
    ADD CONSTRAINT gifts_gift_line_id_88d380b8_fk_commerce_orderline_id FOREIGN KEY (line_id) REFERENCES public.commerce_orderline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gifts_gift
    ADD CONSTRAINT gifts_gift_receiver_id_0fca842f_fk_accounts_user_id FOREIGN KEY (receiver_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_brought
    ADD CONSTRAINT imports_brought_course_id_51be280e_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_brought
    ADD CONSTRAINT imports_brought_run_id_a00cc60a_fk_imports_run_id FOREIGN KEY (run_id) REFERENCES public.imports_run(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_run
    ADD CONSTRAINT imports_run_asset_id_52c81082_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.imports_run
    ADD CONSTRAINT imports_run_by_id_a2a450ee_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoices_invoice
    ADD CONSTRAINT invoices_invoice_file_id_4c7dc735_fk_media_asset_id FOREIGN KEY (file_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoices_invoice
    ADD CONSTRAINT invoices_invoice_order_id_622235c3_fk_commerce_order_id FOREIGN KEY (order_id) REFERENCES public.commerce_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoices_invoiceline
    ADD CONSTRAINT invoices_invoiceline_invoice_id_071a8d97_fk_invoices_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.invoices_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoices_invoiceline
    ADD CONSTRAINT invoices_invoiceline_line_id_ffe8365f_fk_commerce_orderline_id FOREIGN KEY (line_id) REFERENCES public.commerce_orderline(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoices_reversal
    ADD CONSTRAINT invoices_reversal_invoice_id_21bd6b06_fk_invoices_invoice_id FOREIGN KEY (invoice_id) REFERENCES public.invoices_invoice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.invoices_title
    ADD CONSTRAINT invoices_title_owner_id_01a904f3_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_attention
    ADD CONSTRAINT learning_attention_user_id_93552d4e_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_favourite
    ADD CONSTRAINT learning_favourite_product_id_cb757a70_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_favourite
    ADD CONSTRAINT learning_favourite_user_id_1cef8500_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_note
    ADD CONSTRAINT learning_note_lesson_id_4c76eff8_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_note
    ADD CONSTRAINT learning_note_user_id_98c88ac5_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_progress
    ADD CONSTRAINT learning_progress_lesson_id_5e714c94_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_progress
    ADD CONSTRAINT learning_progress_user_id_ff1fe722_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_provenday
    ADD CONSTRAINT learning_provenday_progress_id_077a8487_fk_learning_progress_id FOREIGN KEY (progress_id) REFERENCES public.learning_progress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_line
    ADD CONSTRAINT ledger_line_account_id_a3112da4_fk_ledger_account_id FOREIGN KEY (account_id) REFERENCES public.ledger_account(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_line
    ADD CONSTRAINT ledger_line_journal_id_2f18c799_fk_ledger_journal_id FOREIGN KEY (journal_id) REFERENCES public.ledger_journal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_seal
    ADD CONSTRAINT ledger_seal_journal_id_74dddc21_fk_ledger_journal_id FOREIGN KEY (journal_id) REFERENCES public.ledger_journal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_cloudrecording
    ADD CONSTRAINT live_cloudrecording_live_class_id_d001d9e3_fk_live_liveclass_id FOREIGN KEY (live_class_id) REFERENCES public.live_liveclass(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_cloudreplay
    ADD CONSTRAINT live_cloudreplay_asked_by_id_bea99d71_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_cloudreplay
    ADD CONSTRAINT live_cloudreplay_asset_id_c2ed4934_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_cloudreplay
    ADD CONSTRAINT live_cloudreplay_live_class_id_9e897ee6_fk_live_liveclass_id FOREIGN KEY (live_class_id) REFERENCES public.live_liveclass(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_liveclass
    ADD CONSTRAINT live_liveclass_asset_id_3b973204_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_liveclass
    ADD CONSTRAINT live_liveclass_host_id_2f233b22_fk_accounts_user_id FOREIGN KEY (host_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_liveclass
    ADD CONSTRAINT live_liveclass_lesson_id_9d21474b_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_liveclass
    ADD CONSTRAINT live_liveclass_series_id_014fcfee_fk_live_series_id FOREIGN KEY (series_id) REFERENCES public.live_series(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_missed
    ADD CONSTRAINT live_missed_live_class_id_63011be4_fk_live_liveclass_id FOREIGN KEY (live_class_id) REFERENCES public.live_liveclass(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_push
    ADD CONSTRAINT live_push_live_class_id_0ca7a930_fk_live_liveclass_id FOREIGN KEY (live_class_id) REFERENCES public.live_liveclass(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_signal
    ADD CONSTRAINT live_signal_live_class_id_10ff4317_fk_live_liveclass_id FOREIGN KEY (live_class_id) REFERENCES public.live_liveclass(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.live_streamkey
    ADD CONSTRAINT live_streamkey_live_class_id_5d6ae4b3_fk_live_liveclass_id FOREIGN KEY (live_class_id) REFERENCES public.live_liveclass(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_asset
    ADD CONSTRAINT media_asset_owner_id_81461300_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_bookchapter
    ADD CONSTRAINT media_bookchapter_asset_id_b3acf641_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_copy
    ADD CONSTRAINT media_copy_asset_id_0b5beebe_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_copy
    ADD CONSTRAINT media_copy_user_id_45c2bd01_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_courseware
    ADD CONSTRAINT media_courseware_asset_id_77808027_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_coursewarefile
    ADD CONSTRAINT media_coursewarefile_asset_id_6838f25f_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_documentpages
    ADD CONSTRAINT media_documentpages_asset_id_771ee0ac_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_pace
    ADD CONSTRAINT media_pace_user_id_a1834d26_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_play
    ADD CONSTRAINT media_play_device_id_084d03eb_fk_accounts_device_id FOREIGN KEY (device_id) REFERENCES public.accounts_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_play
    ADD CONSTRAINT media_play_user_id_37a44155_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_rendition
    ADD CONSTRAINT media_rendition_asset_id_3dbd9693_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_reviewed
    ADD CONSTRAINT media_reviewed_user_id_214d9804_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_stream
    ADD CONSTRAINT media_stream_asset_id_f0512ca8_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_subtitle
    ADD CONSTRAINT media_subtitle_asset_id_f173308b_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_upload
    ADD CONSTRAINT media_upload_asset_id_5367d8f8_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_upload
    ADD CONSTRAINT media_upload_owner_id_fcb3e941_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_message
    ADD CONSTRAINT messaging_message_recipient_id_6eb91564_fk_accounts_user_id FOREIGN KEY (recipient_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_refusal
    ADD CONSTRAINT messaging_refusal_person_id_96a51c23_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.messaging_send
    ADD CONSTRAINT messaging_send_message_id_387052b9_fk_messaging_message_id FOREIGN KEY (message_id) REFERENCES public.messaging_message(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.onsite_onsiteclass
    ADD CONSTRAINT onsite_onsiteclass_host_id_c6e50e35_fk_accounts_user_id FOREIGN KEY (host_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.onsite_onsiteclass
    ADD CONSTRAINT onsite_onsiteclass_lesson_id_ea473741_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.onsite_seat
    ADD CONSTRAINT onsite_seat_by_id_32c6cf77_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.onsite_seat
    ADD CONSTRAINT onsite_seat_onsite_class_id_223c693a_fk_onsite_onsiteclass_id FOREIGN KEY (onsite_class_id) REFERENCES public.onsite_onsiteclass(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.onsite_seat
    ADD CONSTRAINT onsite_seat_user_id_0328e7ae_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.platform_delivery
    ADD CONSTRAINT platform_delivery_event_id_0fd3e50d_fk_platform_event_id FOREIGN KEY (event_id) REFERENCES public.platform_event(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);

ALTER TABLE ONLY public.promotions_coupon_products
    ADD CONSTRAINT promotions_coupon_pr_coupon_id_9519b9ec_fk_promotion FOREIGN KEY (coupon_id) REFERENCES public.promotions_coupon(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_coupon_products
    ADD CONSTRAINT promotions_coupon_pr_product_id_5f561e51_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_credit
    ADD CONSTRAINT promotions_credit_paid_for_id_41494846_fk_catalog_product_id FOREIGN KEY (paid_for_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_credit
    ADD CONSTRAINT promotions_credit_product_id_79e19f32_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_credit
    ADD CONSTRAINT promotions_credit_user_id_3050ba90_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_credituse
    ADD CONSTRAINT promotions_credituse_credit_id_7925abe6_fk_promotions_credit_id FOREIGN KEY (credit_id) REFERENCES public.promotions_credit(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_credituse
    ADD CONSTRAINT promotions_credituse_product_id_36fecf8d_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_deal_members
    ADD CONSTRAINT promotions_deal_memb_product_id_8cb16920_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_deal_members
    ADD CONSTRAINT promotions_deal_members_deal_id_8ac49ecb_fk_promotions_deal_id FOREIGN KEY (deal_id) REFERENCES public.promotions_deal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_deal_products
    ADD CONSTRAINT promotions_deal_prod_product_id_637ac7b6_fk_catalog_p FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_deal_products
    ADD CONSTRAINT promotions_deal_products_deal_id_45637587_fk_promotions_deal_id FOREIGN KEY (deal_id) REFERENCES public.promotions_deal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_floor
    ADD CONSTRAINT promotions_floor_product_id_1069f447_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_held
    ADD CONSTRAINT promotions_held_coupon_id_1da931e1_fk_promotions_coupon_id FOREIGN KEY (coupon_id) REFERENCES public.promotions_coupon(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_held
    ADD CONSTRAINT promotions_held_user_id_518486d7_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_pricemark
    ADD CONSTRAINT promotions_pricemark_product_id_eb2a6df1_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_spent
    ADD CONSTRAINT promotions_spent_deal_id_c540da02_fk_promotions_deal_id FOREIGN KEY (deal_id) REFERENCES public.promotions_deal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_spent
    ADD CONSTRAINT promotions_spent_use_id_9298521f_fk_promotions_use_id FOREIGN KEY (use_id) REFERENCES public.promotions_use(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.promotions_use
    ADD CONSTRAINT promotions_use_deal_id_253c4373_fk_promotions_deal_id FOREIGN KEY (deal_id) REFERENCES public.promotions_deal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.records_record
    ADD CONSTRAINT records_record_course_id_36098f99_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.records_record
    ADD CONSTRAINT records_record_key_id_fd8889ee_fk_records_signingkey_id FOREIGN KEY (key_id) REFERENCES public.records_signingkey(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.records_record
    ADD CONSTRAINT records_record_user_id_96fecca6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_attendance
    ADD CONSTRAINT rooms_attendance_room_id_6cdae99f_fk_rooms_room_live_class_id FOREIGN KEY (room_id) REFERENCES public.rooms_room(live_class_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_attendance
    ADD CONSTRAINT rooms_attendance_user_id_8a7b9909_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_card
    ADD CONSTRAINT rooms_card_deal_id_2bb458ab_fk_promotions_deal_id FOREIGN KEY (deal_id) REFERENCES public.promotions_deal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_card
    ADD CONSTRAINT rooms_card_product_id_29e1ebe4_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_card
    ADD CONSTRAINT rooms_card_room_id_d5f0ce96_fk_rooms_room_live_class_id FOREIGN KEY (room_id) REFERENCES public.rooms_room(live_class_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_draw
    ADD CONSTRAINT rooms_draw_room_id_39a29604_fk_rooms_room_live_class_id FOREIGN KEY (room_id) REFERENCES public.rooms_room(live_class_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_message
    ADD CONSTRAINT rooms_message_room_id_ec9477f2_fk_rooms_room_live_class_id FOREIGN KEY (room_id) REFERENCES public.rooms_room(live_class_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_message
    ADD CONSTRAINT rooms_message_user_id_0d6421d9_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_mute
    ADD CONSTRAINT rooms_mute_room_id_9e60f490_fk_rooms_room_live_class_id FOREIGN KEY (room_id) REFERENCES public.rooms_room(live_class_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_mute
    ADD CONSTRAINT rooms_mute_user_id_51b3dd55_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_option
    ADD CONSTRAINT rooms_option_poll_id_2460cf04_fk_rooms_poll_id FOREIGN KEY (poll_id) REFERENCES public.rooms_poll(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_pick
    ADD CONSTRAINT rooms_pick_option_id_c6483a00_fk_rooms_option_id FOREIGN KEY (option_id) REFERENCES public.rooms_option(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_pick
    ADD CONSTRAINT rooms_pick_vote_id_c1749f3b_fk_rooms_vote_id FOREIGN KEY (vote_id) REFERENCES public.rooms_vote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_poll
    ADD CONSTRAINT rooms_poll_room_id_b569c611_fk_rooms_room_live_class_id FOREIGN KEY (room_id) REFERENCES public.rooms_room(live_class_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_question
    ADD CONSTRAINT rooms_question_room_id_bd9bf5c6_fk_rooms_room_live_class_id FOREIGN KEY (room_id) REFERENCES public.rooms_room(live_class_id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_question
    ADD CONSTRAINT rooms_question_user_id_0c742aef_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_room
    ADD CONSTRAINT rooms_room_live_class_id_7d039338_fk_live_liveclass_id FOREIGN KEY (live_class_id) REFERENCES public.live_liveclass(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_upvote
    ADD CONSTRAINT rooms_upvote_question_id_8cc1c8bc_fk_rooms_question_id FOREIGN KEY (question_id) REFERENCES public.rooms_question(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_upvote
    ADD CONSTRAINT rooms_upvote_user_id_7bf9bf26_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_vote
    ADD CONSTRAINT rooms_vote_poll_id_0df93271_fk_rooms_poll_id FOREIGN KEY (poll_id) REFERENCES public.rooms_poll(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_vote
    ADD CONSTRAINT rooms_vote_user_id_f8cc72d3_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_winner
    ADD CONSTRAINT rooms_winner_attendance_id_89e0b8c8_fk_rooms_attendance_id FOREIGN KEY (attendance_id) REFERENCES public.rooms_attendance(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.rooms_winner
    ADD CONSTRAINT rooms_winner_draw_id_6c6e4907_fk_rooms_draw_id FOREIGN KEY (draw_id) REFERENCES public.rooms_draw(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.screening_application
    ADD CONSTRAINT screening_applicatio_decided_by_id_10025ee4_fk_accounts_ FOREIGN KEY (decided_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.screening_application
    ADD CONSTRAINT screening_application_applicant_id_2ea64b8d_fk_accounts_user_id FOREIGN KEY (applicant_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.screening_application
    ADD CONSTRAINT screening_application_product_id_f002e698_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.screening_question
    ADD CONSTRAINT screening_question_screen_id_7536fcc7_fk_screening_screen_id FOREIGN KEY (screen_id) REFERENCES public.screening_screen(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.screening_screen
    ADD CONSTRAINT screening_screen_product_id_c70cd88a_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tips_tip
    ADD CONSTRAINT tips_tip_lesson_id_8671a662_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tips_tip
    ADD CONSTRAINT tips_tip_order_id_2e180d74_fk_commerce_order_id FOREIGN KEY (order_id) REFERENCES public.commerce_order(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tracing_inquiry
    ADD CONSTRAINT tracing_inquiry_asset_id_483d0038_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tracing_inquiry
    ADD CONSTRAINT tracing_inquiry_by_id_dd258ffe_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tracing_inquiry
    ADD CONSTRAINT tracing_inquiry_reviewed_by_id_a9cf5ed6_fk_accounts_user_id FOREIGN KEY (reviewed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tracing_inquiry
    ADD CONSTRAINT tracing_inquiry_trace_id_d8d24e9e_fk_tracing_trace_id FOREIGN KEY (trace_id) REFERENCES public.tracing_trace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tracing_issue
    ADD CONSTRAINT tracing_issue_trace_id_32a76ec1_fk_tracing_trace_id FOREIGN KEY (trace_id) REFERENCES public.tracing_trace(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tracing_issue
    ADD CONSTRAINT tracing_issue_user_id_84760ca7_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.tracing_trace
    ADD CONSTRAINT tracing_trace_course_id_cf090876_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transfer_return
    ADD CONSTRAINT transfer_return_transfer_id_1525d1e8_fk_transfer_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.transfer_transfer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transfer_transfer
    ADD CONSTRAINT transfer_transfer_attempt_id_6bdc107c_fk_commerce_ FOREIGN KEY (attempt_id) REFERENCES public.commerce_paymentattempt(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transfer_transfer
    ADD CONSTRAINT transfer_transfer_slip_id_53549ed6_fk_media_asset_id FOREIGN KEY (slip_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.works_picture
    ADD CONSTRAINT works_picture_asset_id_d83ea540_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.works_picture
    ADD CONSTRAINT works_picture_work_id_78b2694e_fk_works_work_id FOREIGN KEY (work_id) REFERENCES public.works_work(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.works_search
    ADD CONSTRAINT works_search_asset_id_96f83559_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.works_search
    ADD CONSTRAINT works_search_owner_id_3a7f12fa_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.works_search
    ADD CONSTRAINT works_search_picture_id_e3bc2359_fk_works_picture_id FOREIGN KEY (picture_id) REFERENCES public.works_picture(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.works_work
    ADD CONSTRAINT works_work_course_id_4c64b73b_fk_catalog_course_id FOREIGN KEY (course_id) REFERENCES public.catalog_course(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.works_work
    ADD CONSTRAINT works_work_owner_id_afa88233_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
