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
    CONSTRAINT catalog_course_cover_hue_check CHECK ((cover_hue >= 0)),
    CONSTRAINT catalog_course_outline_version_check CHECK ((outline_version >= 0))
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
    CONSTRAINT learning_progress_completed_version_check CHECK ((completed_version >= 0)),
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
    CONSTRAINT media_rendition_bandwidth_check CHECK ((bandwidth >= 0)),
    CONSTRAINT media_rendition_height_check CHECK ((height >= 0)),
    CONSTRAINT media_rendition_peak_check CHECK ((peak >= 0)),
    CONSTRAINT media_rendition_preview_segments_check CHECK ((preview_segments >= 0)),
    CONSTRAINT media_rendition_shown_ms_check CHECK ((shown_ms >= 0)),
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
    CONSTRAINT platform_school_hue_check CHECK ((hue >= 0))
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
	(129, 'Can add schedule', 33, 'add_schedule'),
	(130, 'Can change schedule', 33, 'change_schedule'),
	(131, 'Can delete schedule', 33, 'delete_schedule'),
	(132, 'Can view schedule', 33, 'view_schedule'),
	(133, 'Can add backup', 34, 'add_backup'),
	(134, 'Can change backup', 34, 'change_backup'),
	(135, 'Can delete backup', 34, 'delete_backup'),
	(136, 'Can view backup', 34, 'view_backup'),
	(137, 'Can add category', 35, 'add_category'),
	(138, 'Can change category', 35, 'change_category'),
	(139, 'Can delete category', 35, 'delete_category'),
	(140, 'Can view category', 35, 'view_category'),
	(141, 'Can add tag', 36, 'add_tag'),
	(142, 'Can change tag', 36, 'change_tag'),
	(143, 'Can delete tag', 36, 'delete_tag'),
	(144, 'Can view tag', 36, 'view_tag'),
	(145, 'Can add course', 37, 'add_course'),
	(146, 'Can change course', 37, 'change_course'),
	(147, 'Can delete course', 37, 'delete_course'),
	(148, 'Can view course', 37, 'view_course'),
	(149, 'Can add chapter', 38, 'add_chapter'),
	(150, 'Can change chapter', 38, 'change_chapter'),
	(151, 'Can delete chapter', 38, 'delete_chapter'),
	(152, 'Can view chapter', 38, 'view_chapter'),
	(153, 'Can add lesson', 39, 'add_lesson'),
	(154, 'Can change lesson', 39, 'change_lesson'),
	(155, 'Can delete lesson', 39, 'delete_lesson'),
	(156, 'Can view lesson', 39, 'view_lesson'),
	(157, 'Can add attachment', 40, 'add_attachment'),
	(158, 'Can change attachment', 40, 'change_attachment'),
	(159, 'Can delete attachment', 40, 'delete_attachment'),
	(160, 'Can view attachment', 40, 'view_attachment'),
	(161, 'Can add product', 41, 'add_product'),
	(162, 'Can change product', 41, 'change_product'),
	(163, 'Can delete product', 41, 'delete_product'),
	(164, 'Can view product', 41, 'view_product'),
	(165, 'Can add outline version', 42, 'add_outlineversion'),
	(166, 'Can change outline version', 42, 'change_outlineversion'),
	(167, 'Can delete outline version', 42, 'delete_outlineversion'),
	(168, 'Can view outline version', 42, 'view_outlineversion'),
	(169, 'Can add opens', 43, 'add_opens'),
	(170, 'Can change opens', 43, 'change_opens'),
	(171, 'Can delete opens', 43, 'delete_opens'),
	(172, 'Can view opens', 43, 'view_opens'),
	(173, 'Can add plan', 44, 'add_plan'),
	(174, 'Can change plan', 44, 'change_plan'),
	(175, 'Can delete plan', 44, 'delete_plan'),
	(176, 'Can view plan', 44, 'view_plan'),
	(177, 'Can add variant', 45, 'add_variant'),
	(178, 'Can change variant', 45, 'change_variant'),
	(179, 'Can delete variant', 45, 'delete_variant'),
	(180, 'Can view variant', 45, 'view_variant'),
	(181, 'Can add bundle', 46, 'add_bundle'),
	(182, 'Can change bundle', 46, 'change_bundle'),
	(183, 'Can delete bundle', 46, 'delete_bundle'),
	(184, 'Can view bundle', 46, 'view_bundle'),
	(185, 'Can add part', 47, 'add_part'),
	(186, 'Can change part', 47, 'change_part'),
	(187, 'Can delete part', 47, 'delete_part'),
	(188, 'Can view part', 47, 'view_part'),
	(189, 'Can add intake', 48, 'add_intake'),
	(190, 'Can change intake', 48, 'change_intake'),
	(191, 'Can delete intake', 48, 'delete_intake'),
	(192, 'Can view intake', 48, 'view_intake'),
	(193, 'Can add package', 49, 'add_package'),
	(194, 'Can change package', 49, 'change_package'),
	(195, 'Can delete package', 49, 'delete_package'),
	(196, 'Can view package', 49, 'view_package'),
	(197, 'Can add tip jar', 50, 'add_tipjar'),
	(198, 'Can change tip jar', 50, 'change_tipjar'),
	(199, 'Can delete tip jar', 50, 'delete_tipjar'),
	(200, 'Can view tip jar', 50, 'view_tipjar'),
	(201, 'Can add refund defaults', 51, 'add_refunddefaults'),
	(202, 'Can change refund defaults', 51, 'change_refunddefaults'),
	(203, 'Can delete refund defaults', 51, 'delete_refunddefaults'),
	(204, 'Can view refund defaults', 51, 'view_refunddefaults'),
	(205, 'Can add single', 52, 'add_single'),
	(206, 'Can change single', 52, 'change_single'),
	(207, 'Can delete single', 52, 'delete_single'),
	(208, 'Can view single', 52, 'view_single'),
	(209, 'Can add welcome', 53, 'add_welcome'),
	(210, 'Can change welcome', 53, 'change_welcome'),
	(211, 'Can delete welcome', 53, 'delete_welcome'),
	(212, 'Can view welcome', 53, 'view_welcome'),
	(213, 'Can add pre sale', 54, 'add_presale'),
	(214, 'Can change pre sale', 54, 'change_presale'),
	(215, 'Can delete pre sale', 54, 'delete_presale'),
	(216, 'Can view pre sale', 54, 'view_presale'),
	(217, 'Can add grant', 55, 'add_grant'),
	(218, 'Can change grant', 55, 'change_grant'),
	(219, 'Can delete grant', 55, 'delete_grant'),
	(220, 'Can view grant', 55, 'view_grant'),
	(221, 'Can add consumption', 56, 'add_consumption'),
	(222, 'Can change consumption', 56, 'change_consumption'),
	(223, 'Can delete consumption', 56, 'delete_consumption'),
	(224, 'Can view consumption', 56, 'view_consumption'),
	(225, 'Can add pause', 57, 'add_pause'),
	(226, 'Can change pause', 57, 'change_pause'),
	(227, 'Can delete pause', 57, 'delete_pause'),
	(228, 'Can view pause', 57, 'view_pause'),
	(229, 'Can add account', 58, 'add_account'),
	(230, 'Can change account', 58, 'change_account'),
	(231, 'Can delete account', 58, 'delete_account'),
	(232, 'Can view account', 58, 'view_account'),
	(233, 'Can add journal', 59, 'add_journal'),
	(234, 'Can change journal', 59, 'change_journal'),
	(235, 'Can delete journal', 59, 'delete_journal'),
	(236, 'Can view journal', 59, 'view_journal'),
	(237, 'Can add seal', 60, 'add_seal'),
	(238, 'Can change seal', 60, 'change_seal'),
	(239, 'Can delete seal', 60, 'delete_seal'),
	(240, 'Can view seal', 60, 'view_seal'),
	(241, 'Can add line', 61, 'add_line'),
	(242, 'Can change line', 61, 'change_line'),
	(243, 'Can delete line', 61, 'delete_line'),
	(244, 'Can view line', 61, 'view_line'),
	(245, 'Can add coupon', 62, 'add_coupon'),
	(246, 'Can change coupon', 62, 'change_coupon'),
	(247, 'Can delete coupon', 62, 'delete_coupon'),
	(248, 'Can view coupon', 62, 'view_coupon'),
	(249, 'Can add deal', 63, 'add_deal'),
	(250, 'Can change deal', 63, 'change_deal'),
	(251, 'Can delete deal', 63, 'delete_deal'),
	(252, 'Can view deal', 63, 'view_deal'),
	(253, 'Can add floor', 64, 'add_floor'),
	(254, 'Can change floor', 64, 'change_floor'),
	(255, 'Can delete floor', 64, 'delete_floor'),
	(256, 'Can view floor', 64, 'view_floor'),
	(257, 'Can add held', 65, 'add_held'),
	(258, 'Can change held', 65, 'change_held'),
	(259, 'Can delete held', 65, 'delete_held'),
	(260, 'Can view held', 65, 'view_held'),
	(261, 'Can add price mark', 66, 'add_pricemark'),
	(262, 'Can change price mark', 66, 'change_pricemark'),
	(263, 'Can delete price mark', 66, 'delete_pricemark'),
	(264, 'Can view price mark', 66, 'view_pricemark'),
	(265, 'Can add use', 67, 'add_use'),
	(266, 'Can change use', 67, 'change_use'),
	(267, 'Can delete use', 67, 'delete_use'),
	(268, 'Can view use', 67, 'view_use'),
	(269, 'Can add spent', 68, 'add_spent'),
	(270, 'Can change spent', 68, 'change_spent'),
	(271, 'Can delete spent', 68, 'delete_spent'),
	(272, 'Can view spent', 68, 'view_spent'),
	(273, 'Can add credit', 69, 'add_credit'),
	(274, 'Can change credit', 69, 'change_credit'),
	(275, 'Can delete credit', 69, 'delete_credit'),
	(276, 'Can view credit', 69, 'view_credit'),
	(277, 'Can add credit use', 70, 'add_credituse'),
	(278, 'Can change credit use', 70, 'change_credituse'),
	(279, 'Can delete credit use', 70, 'delete_credituse'),
	(280, 'Can view credit use', 70, 'view_credituse'),
	(281, 'Can add message', 71, 'add_message'),
	(282, 'Can change message', 71, 'change_message'),
	(283, 'Can delete message', 71, 'delete_message'),
	(284, 'Can view message', 71, 'view_message'),
	(285, 'Can add refusal', 72, 'add_refusal'),
	(286, 'Can change refusal', 72, 'change_refusal'),
	(287, 'Can delete refusal', 72, 'delete_refusal'),
	(288, 'Can view refusal', 72, 'view_refusal'),
	(289, 'Can add send', 73, 'add_send'),
	(290, 'Can change send', 73, 'change_send'),
	(291, 'Can delete send', 73, 'delete_send'),
	(292, 'Can view send', 73, 'view_send'),
	(293, 'Can add switch', 74, 'add_switch'),
	(294, 'Can change switch', 74, 'change_switch'),
	(295, 'Can delete switch', 74, 'delete_switch'),
	(296, 'Can view switch', 74, 'view_switch'),
	(297, 'Can add screen', 75, 'add_screen'),
	(298, 'Can change screen', 75, 'change_screen'),
	(299, 'Can delete screen', 75, 'delete_screen'),
	(300, 'Can view screen', 75, 'view_screen'),
	(301, 'Can add question', 76, 'add_question'),
	(302, 'Can change question', 76, 'change_question'),
	(303, 'Can delete question', 76, 'delete_question'),
	(304, 'Can view question', 76, 'view_question'),
	(305, 'Can add application', 77, 'add_application'),
	(306, 'Can change application', 77, 'change_application'),
	(307, 'Can delete application', 77, 'delete_application'),
	(308, 'Can view application', 77, 'view_application'),
	(309, 'Can add complaint', 78, 'add_complaint'),
	(310, 'Can change complaint', 78, 'change_complaint'),
	(311, 'Can delete complaint', 78, 'delete_complaint'),
	(312, 'Can view complaint', 78, 'view_complaint'),
	(313, 'Can add word', 79, 'add_word'),
	(314, 'Can change word', 79, 'change_word'),
	(315, 'Can delete word', 79, 'delete_word'),
	(316, 'Can view word', 79, 'view_word'),
	(317, 'Can add run', 80, 'add_run'),
	(318, 'Can change run', 80, 'change_run'),
	(319, 'Can delete run', 80, 'delete_run'),
	(320, 'Can view run', 80, 'view_run'),
	(321, 'Can add brought', 81, 'add_brought'),
	(322, 'Can change brought', 81, 'change_brought'),
	(323, 'Can delete brought', 81, 'delete_brought'),
	(324, 'Can view brought', 81, 'view_brought'),
	(325, 'Can add order', 82, 'add_order'),
	(326, 'Can change order', 82, 'change_order'),
	(327, 'Can delete order', 82, 'delete_order'),
	(328, 'Can view order', 82, 'view_order'),
	(329, 'Can add order line', 83, 'add_orderline'),
	(330, 'Can change order line', 83, 'change_orderline'),
	(331, 'Can delete order line', 83, 'delete_orderline'),
	(332, 'Can view order line', 83, 'view_orderline'),
	(333, 'Can add payment attempt', 84, 'add_paymentattempt'),
	(334, 'Can change payment attempt', 84, 'change_paymentattempt'),
	(335, 'Can delete payment attempt', 84, 'delete_paymentattempt'),
	(336, 'Can view payment attempt', 84, 'view_paymentattempt'),
	(337, 'Can add payment', 85, 'add_payment'),
	(338, 'Can change payment', 85, 'change_payment'),
	(339, 'Can delete payment', 85, 'delete_payment'),
	(340, 'Can view payment', 85, 'view_payment'),
	(341, 'Can add refund', 86, 'add_refund'),
	(342, 'Can change refund', 86, 'change_refund'),
	(343, 'Can delete refund', 86, 'delete_refund'),
	(344, 'Can view refund', 86, 'view_refund'),
	(345, 'Can add refund line', 87, 'add_refundline'),
	(346, 'Can change refund line', 87, 'change_refundline'),
	(347, 'Can delete refund line', 87, 'delete_refundline'),
	(348, 'Can view refund line', 87, 'view_refundline'),
	(349, 'Can add difference', 88, 'add_difference'),
	(350, 'Can change difference', 88, 'change_difference'),
	(351, 'Can delete difference', 88, 'delete_difference'),
	(352, 'Can view difference', 88, 'view_difference'),
	(353, 'Can add statement', 89, 'add_statement'),
	(354, 'Can change statement', 89, 'change_statement'),
	(355, 'Can delete statement', 89, 'delete_statement'),
	(356, 'Can view statement', 89, 'view_statement'),
	(357, 'Can add statement row', 90, 'add_statementrow'),
	(358, 'Can change statement row', 90, 'change_statementrow'),
	(359, 'Can delete statement row', 90, 'delete_statementrow'),
	(360, 'Can view statement row', 90, 'view_statementrow'),
	(361, 'Can add after sale', 91, 'add_aftersale'),
	(362, 'Can change after sale', 91, 'change_aftersale'),
	(363, 'Can delete after sale', 91, 'delete_aftersale'),
	(364, 'Can view after sale', 91, 'view_aftersale'),
	(365, 'Can add wallet', 92, 'add_wallet'),
	(366, 'Can change wallet', 92, 'change_wallet'),
	(367, 'Can delete wallet', 92, 'delete_wallet'),
	(368, 'Can view wallet', 92, 'view_wallet'),
	(369, 'Can add wallet entry', 93, 'add_walletentry'),
	(370, 'Can change wallet entry', 93, 'change_walletentry'),
	(371, 'Can delete wallet entry', 93, 'delete_walletentry'),
	(372, 'Can view wallet entry', 93, 'view_walletentry'),
	(373, 'Can add exchange', 94, 'add_exchange'),
	(374, 'Can change exchange', 94, 'change_exchange'),
	(375, 'Can delete exchange', 94, 'delete_exchange'),
	(376, 'Can view exchange', 94, 'view_exchange'),
	(377, 'Can add invoice', 95, 'add_invoice'),
	(378, 'Can change invoice', 95, 'change_invoice'),
	(379, 'Can delete invoice', 95, 'delete_invoice'),
	(380, 'Can view invoice', 95, 'view_invoice'),
	(381, 'Can add invoice line', 96, 'add_invoiceline'),
	(382, 'Can change invoice line', 96, 'change_invoiceline'),
	(383, 'Can delete invoice line', 96, 'delete_invoiceline'),
	(384, 'Can view invoice line', 96, 'view_invoiceline'),
	(385, 'Can add reversal', 97, 'add_reversal'),
	(386, 'Can change reversal', 97, 'change_reversal'),
	(387, 'Can delete reversal', 97, 'delete_reversal'),
	(388, 'Can view reversal', 97, 'view_reversal'),
	(389, 'Can add seller', 98, 'add_seller'),
	(390, 'Can change seller', 98, 'change_seller'),
	(391, 'Can delete seller', 98, 'delete_seller'),
	(392, 'Can view seller', 98, 'view_seller'),
	(393, 'Can add title', 99, 'add_title'),
	(394, 'Can change title', 99, 'change_title'),
	(395, 'Can delete title', 99, 'delete_title'),
	(396, 'Can view title', 99, 'view_title'),
	(397, 'Can add batch', 100, 'add_batch'),
	(398, 'Can change batch', 100, 'change_batch'),
	(399, 'Can delete batch', 100, 'delete_batch'),
	(400, 'Can view batch', 100, 'view_batch'),
	(401, 'Can add code', 101, 'add_code'),
	(402, 'Can change code', 101, 'change_code'),
	(403, 'Can delete code', 101, 'delete_code'),
	(404, 'Can view code', 101, 'view_code'),
	(405, 'Can add gift', 102, 'add_gift'),
	(406, 'Can change gift', 102, 'change_gift'),
	(407, 'Can delete gift', 102, 'delete_gift'),
	(408, 'Can view gift', 102, 'view_gift'),
	(409, 'Can add delivery', 103, 'add_delivery'),
	(410, 'Can change delivery', 103, 'change_delivery'),
	(411, 'Can delete delivery', 103, 'delete_delivery'),
	(412, 'Can view delivery', 103, 'view_delivery'),
	(413, 'Can add undoing', 104, 'add_undoing'),
	(414, 'Can change undoing', 104, 'change_undoing'),
	(415, 'Can delete undoing', 104, 'delete_undoing'),
	(416, 'Can view undoing', 104, 'view_undoing'),
	(417, 'Can add tip', 105, 'add_tip'),
	(418, 'Can change tip', 105, 'change_tip'),
	(419, 'Can delete tip', 105, 'delete_tip'),
	(420, 'Can view tip', 105, 'view_tip'),
	(421, 'Can add campaign', 106, 'add_campaign'),
	(422, 'Can change campaign', 106, 'change_campaign'),
	(423, 'Can delete campaign', 106, 'delete_campaign'),
	(424, 'Can view campaign', 106, 'view_campaign'),
	(425, 'Can add phase', 107, 'add_phase'),
	(426, 'Can change phase', 107, 'change_phase'),
	(427, 'Can delete phase', 107, 'delete_phase'),
	(428, 'Can view phase', 107, 'view_phase'),
	(429, 'Can add offer', 108, 'add_offer'),
	(430, 'Can change offer', 108, 'change_offer'),
	(431, 'Can delete offer', 108, 'delete_offer'),
	(432, 'Can view offer', 108, 'view_offer'),
	(433, 'Can add progress', 109, 'add_progress'),
	(434, 'Can change progress', 109, 'change_progress'),
	(435, 'Can delete progress', 109, 'delete_progress'),
	(436, 'Can view progress', 109, 'view_progress'),
	(437, 'Can add favourite', 110, 'add_favourite'),
	(438, 'Can change favourite', 110, 'change_favourite'),
	(439, 'Can delete favourite', 110, 'delete_favourite'),
	(440, 'Can view favourite', 110, 'view_favourite'),
	(441, 'Can add notification', 111, 'add_notification'),
	(442, 'Can change notification', 111, 'change_notification'),
	(443, 'Can delete notification', 111, 'delete_notification'),
	(444, 'Can view notification', 111, 'view_notification'),
	(445, 'Can add certificate', 112, 'add_certificate'),
	(446, 'Can change certificate', 112, 'change_certificate'),
	(447, 'Can delete certificate', 112, 'delete_certificate'),
	(448, 'Can view certificate', 112, 'view_certificate'),
	(449, 'Can add account', 113, 'add_account'),
	(450, 'Can change account', 113, 'change_account'),
	(451, 'Can delete account', 113, 'delete_account'),
	(452, 'Can view account', 113, 'view_account'),
	(453, 'Can add transfer', 114, 'add_transfer'),
	(454, 'Can change transfer', 114, 'change_transfer'),
	(455, 'Can delete transfer', 114, 'delete_transfer'),
	(456, 'Can view transfer', 114, 'view_transfer'),
	(457, 'Can add return', 115, 'add_return'),
	(458, 'Can change return', 115, 'change_return'),
	(459, 'Can delete return', 115, 'delete_return'),
	(460, 'Can view return', 115, 'view_return'),
	(461, 'Can add notification', 116, 'add_notification'),
	(462, 'Can change notification', 116, 'change_notification'),
	(463, 'Can delete notification', 116, 'delete_notification'),
	(464, 'Can view notification', 116, 'view_notification'),
	(465, 'Can add certificate renewal', 117, 'add_certificaterenewal'),
	(466, 'Can change certificate renewal', 117, 'change_certificaterenewal'),
	(467, 'Can delete certificate renewal', 117, 'delete_certificaterenewal'),
	(468, 'Can view certificate renewal', 117, 'view_certificaterenewal'),
	(469, 'Can add platform certificate', 118, 'add_platformcertificate'),
	(470, 'Can change platform certificate', 118, 'change_platformcertificate'),
	(471, 'Can delete platform certificate', 118, 'delete_platformcertificate'),
	(472, 'Can view platform certificate', 118, 'view_platformcertificate');

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
	(33, 'backups', 'schedule'),
	(34, 'backups', 'backup'),
	(35, 'catalog', 'category'),
	(36, 'catalog', 'tag'),
	(37, 'catalog', 'course'),
	(38, 'catalog', 'chapter'),
	(39, 'catalog', 'lesson'),
	(40, 'catalog', 'attachment'),
	(41, 'catalog', 'product'),
	(42, 'catalog', 'outlineversion'),
	(43, 'catalog', 'opens'),
	(44, 'catalog', 'plan'),
	(45, 'catalog', 'variant'),
	(46, 'catalog', 'bundle'),
	(47, 'catalog', 'part'),
	(48, 'catalog', 'intake'),
	(49, 'catalog', 'package'),
	(50, 'catalog', 'tipjar'),
	(51, 'catalog', 'refunddefaults'),
	(52, 'catalog', 'single'),
	(53, 'catalog', 'welcome'),
	(54, 'catalog', 'presale'),
	(55, 'access', 'grant'),
	(56, 'access', 'consumption'),
	(57, 'access', 'pause'),
	(58, 'ledger', 'account'),
	(59, 'ledger', 'journal'),
	(60, 'ledger', 'seal'),
	(61, 'ledger', 'line'),
	(62, 'promotions', 'coupon'),
	(63, 'promotions', 'deal'),
	(64, 'promotions', 'floor'),
	(65, 'promotions', 'held'),
	(66, 'promotions', 'pricemark'),
	(67, 'promotions', 'use'),
	(68, 'promotions', 'spent'),
	(69, 'promotions', 'credit'),
	(70, 'promotions', 'credituse'),
	(71, 'messaging', 'message'),
	(72, 'messaging', 'refusal'),
	(73, 'messaging', 'send'),
	(74, 'messaging', 'switch'),
	(75, 'screening', 'screen'),
	(76, 'screening', 'question'),
	(77, 'screening', 'application'),
	(78, 'complaints', 'complaint'),
	(79, 'complaints', 'word'),
	(80, 'imports', 'run'),
	(81, 'imports', 'brought'),
	(82, 'commerce', 'order'),
	(83, 'commerce', 'orderline'),
	(84, 'commerce', 'paymentattempt'),
	(85, 'commerce', 'payment'),
	(86, 'commerce', 'refund'),
	(87, 'commerce', 'refundline'),
	(88, 'commerce', 'difference'),
	(89, 'commerce', 'statement'),
	(90, 'commerce', 'statementrow'),
	(91, 'commerce', 'aftersale'),
	(92, 'commerce', 'wallet'),
	(93, 'commerce', 'walletentry'),
	(94, 'commerce', 'exchange'),
	(95, 'invoices', 'invoice'),
	(96, 'invoices', 'invoiceline'),
	(97, 'invoices', 'reversal'),
	(98, 'invoices', 'seller'),
	(99, 'invoices', 'title'),
	(100, 'gifts', 'batch'),
	(101, 'gifts', 'code'),
	(102, 'gifts', 'gift'),
	(103, 'coaching', 'delivery'),
	(104, 'coaching', 'undoing'),
	(105, 'tips', 'tip'),
	(106, 'campaigns', 'campaign'),
	(107, 'campaigns', 'phase'),
	(108, 'campaigns', 'offer'),
	(109, 'learning', 'progress'),
	(110, 'learning', 'favourite'),
	(111, 'alipay', 'notification'),
	(112, 'alipay', 'certificate'),
	(113, 'transfer', 'account'),
	(114, 'transfer', 'transfer'),
	(115, 'transfer', 'return'),
	(116, 'wechat_pay', 'notification'),
	(117, 'wechat_pay', 'certificaterenewal'),
	(118, 'wechat_pay', 'platformcertificate');

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
	(32, 'alipay', '0001_notification', '2026-01-01 00:00:00+00'),
	(33, 'alipay', '0002_certificate', '2026-01-01 00:00:00+00'),
	(34, 'contenttypes', '0001_initial', '2026-01-01 00:00:00+00'),
	(35, 'contenttypes', '0002_remove_content_type_name', '2026-01-01 00:00:00+00'),
	(36, 'auth', '0001_initial', '2026-01-01 00:00:00+00'),
	(37, 'auth', '0002_alter_permission_name_max_length', '2026-01-01 00:00:00+00'),
	(38, 'auth', '0003_alter_user_email_max_length', '2026-01-01 00:00:00+00'),
	(39, 'auth', '0004_alter_user_username_opts', '2026-01-01 00:00:00+00'),
	(40, 'auth', '0005_alter_user_last_login_null', '2026-01-01 00:00:00+00'),
	(41, 'auth', '0006_require_contenttypes_0002', '2026-01-01 00:00:00+00'),
	(42, 'auth', '0007_alter_validators_add_error_messages', '2026-01-01 00:00:00+00'),
	(43, 'auth', '0008_alter_user_username_max_length', '2026-01-01 00:00:00+00'),
	(44, 'auth', '0009_alter_user_last_name_max_length', '2026-01-01 00:00:00+00'),
	(45, 'auth', '0010_alter_group_name_max_length', '2026-01-01 00:00:00+00'),
	(46, 'auth', '0011_update_proxy_permissions', '2026-01-01 00:00:00+00'),
	(47, 'auth', '0012_alter_user_first_name_max_length', '2026-01-01 00:00:00+00'),
	(48, 'backups', '0001_initial', '2026-01-01 00:00:00+00'),
	(49, 'promotions', '0001_deals_and_coupons', '2026-01-01 00:00:00+00'),
	(50, 'promotions', '0002_announced_and_marked', '2026-01-01 00:00:00+00'),
	(51, 'catalog', '0010_singles_and_writings', '2026-01-01 00:00:00+00'),
	(52, 'catalog', '0011_welcomes_and_tiers', '2026-01-01 00:00:00+00'),
	(53, 'campaigns', '0001_campaigns', '2026-01-01 00:00:00+00'),
	(54, 'catalog', '0012_by_application', '2026-01-01 00:00:00+00'),
	(55, 'catalog', '0013_counts_towards', '2026-01-01 00:00:00+00'),
	(56, 'catalog', '0014_presales', '2026-01-01 00:00:00+00'),
	(57, 'catalog', '0015_lesson_marks', '2026-01-01 00:00:00+00'),
	(58, 'catalog', '0016_wrapped_keys', '2026-01-01 00:00:00+00'),
	(59, 'catalog', '0017_document_lessons', '2026-01-01 00:00:00+00'),
	(60, 'coaching', '0001_deliveries', '2026-01-01 00:00:00+00'),
	(61, 'promotions', '0003_credits', '2026-01-01 00:00:00+00'),
	(62, 'screening', '0001_applications', '2026-01-01 00:00:00+00'),
	(63, 'commerce', '0001_initial', '2026-01-01 00:00:00+00'),
	(64, 'commerce', '0002_refund_follows', '2026-01-01 00:00:00+00'),
	(65, 'commerce', '0003_bounded_and_billed', '2026-01-01 00:00:00+00'),
	(66, 'commerce', '0004_clocks', '2026-01-01 00:00:00+00'),
	(67, 'commerce', '0005_takings', '2026-01-01 00:00:00+00'),
	(68, 'commerce', '0006_found_by_the_end_of_a_number', '2026-01-01 00:00:00+00'),
	(69, 'commerce', '0007_parts', '2026-01-01 00:00:00+00'),
	(70, 'commerce', '0008_lines_for_others', '2026-01-01 00:00:00+00'),
	(71, 'commerce', '0009_after_sale', '2026-01-01 00:00:00+00'),
	(72, 'commerce', '0010_lines_by_application', '2026-01-01 00:00:00+00'),
	(73, 'commerce', '0011_credits_come_back', '2026-01-01 00:00:00+00'),
	(74, 'media', '0004_ladder', '2026-01-01 00:00:00+00'),
	(75, 'media', '0005_subtitles', '2026-01-01 00:00:00+00'),
	(76, 'media', '0006_page_images', '2026-01-01 00:00:00+00'),
	(77, 'complaints', '0001_complaints', '2026-01-01 00:00:00+00'),
	(78, 'gifts', '0001_initial', '2026-01-01 00:00:00+00'),
	(79, 'imports', '0001_runs_and_what_they_brought', '2026-01-01 00:00:00+00'),
	(80, 'invoices', '0001_initial', '2026-01-01 00:00:00+00'),
	(81, 'learning', '0001_initial', '2026-01-01 00:00:00+00'),
	(82, 'learning', '0002_favourites', '2026-01-01 00:00:00+00'),
	(83, 'ledger', '0001_initial', '2026-01-01 00:00:00+00'),
	(84, 'ledger', '0002_append_only', '2026-01-01 00:00:00+00'),
	(85, 'ledger', '0003_no_truncate', '2026-01-01 00:00:00+00'),
	(86, 'messaging', '0001_messages', '2026-01-01 00:00:00+00'),
	(87, 'messaging', '0002_applications_topic', '2026-01-01 00:00:00+00'),
	(88, 'mfa', '0001_initial', '2026-01-01 00:00:00+00'),
	(89, 'mfa', '0002_authenticator_timestamps', '2026-01-01 00:00:00+00'),
	(90, 'mfa', '0003_authenticator_type_uniq', '2026-01-01 00:00:00+00'),
	(91, 'platform', '0002_licences', '2026-01-01 00:00:00+00'),
	(92, 'platform', '0003_deliveries_are_due', '2026-01-01 00:00:00+00'),
	(93, 'platform', '0004_due_index', '2026-01-01 00:00:00+00'),
	(94, 'platform', '0005_tipping', '2026-01-01 00:00:00+00'),
	(95, 'procrastinate', '0001_initial', '2026-01-01 00:00:00+00'),
	(96, 'procrastinate', '0002_drop_started_at_column', '2026-01-01 00:00:00+00'),
	(97, 'procrastinate', '0003_drop_started_at_column', '2026-01-01 00:00:00+00'),
	(98, 'procrastinate', '0004_drop_procrastinate_version_table', '2026-01-01 00:00:00+00'),
	(99, 'procrastinate', '0005_fix_procrastinate_fetch_job', '2026-01-01 00:00:00+00'),
	(100, 'procrastinate', '0006_fix_trigger_status_events_insert', '2026-01-01 00:00:00+00'),
	(101, 'procrastinate', '0007_add_queueing_lock_column', '2026-01-01 00:00:00+00'),
	(102, 'procrastinate', '0008_close_fetch_job_race_condition', '2026-01-01 00:00:00+00'),
	(103, 'procrastinate', '0009_add_defer_job_function', '2026-01-01 00:00:00+00'),
	(104, 'procrastinate', '0010_add_procrastinate_periodic_defers', '2026-01-01 00:00:00+00'),
	(105, 'procrastinate', '0011_add_foreign_key_index', '2026-01-01 00:00:00+00'),
	(106, 'procrastinate', '0012_add_locks_to_periodic_defer', '2026-01-01 00:00:00+00'),
	(107, 'procrastinate', '0013_fix_procrastinate_defer_periodic_job', '2026-01-01 00:00:00+00'),
	(108, 'procrastinate', '0014_add_finish_job_and_retry_job_functions', '2026-01-01 00:00:00+00'),
	(109, 'procrastinate', '0015_add_trigger_on_job_deletion', '2026-01-01 00:00:00+00'),
	(110, 'procrastinate', '0016_delete_finished_jobs', '2026-01-01 00:00:00+00'),
	(111, 'procrastinate', '0017_add_checks_to_finish_job', '2026-01-01 00:00:00+00'),
	(112, 'procrastinate', '0018_add_checks_to_retry_job', '2026-01-01 00:00:00+00'),
	(113, 'procrastinate', '0019_fix_finish_job_compat_issue', '2026-01-01 00:00:00+00'),
	(114, 'procrastinate', '0020_add_index_on_procrastinate_jobs', '2026-01-01 00:00:00+00'),
	(115, 'procrastinate', '0021_add_kwargs_to_defer_periodic_job', '2026-01-01 00:00:00+00'),
	(116, 'procrastinate', '0022_null_locks_excluded', '2026-01-01 00:00:00+00'),
	(117, 'procrastinate', '0023_remove_old_finish_job_function', '2026-01-01 00:00:00+00'),
	(118, 'procrastinate', '0024_job_id_bigint', '2026-01-01 00:00:00+00'),
	(119, 'procrastinate', '0025_add_models', '2026-01-01 00:00:00+00'),
	(120, 'procrastinate', '0026_add_job_priority', '2026-01-01 00:00:00+00'),
	(121, 'procrastinate', '0027_add_periodic_job_priority', '2026-01-01 00:00:00+00'),
	(122, 'procrastinate', '0028_add_cancel_states', '2026-01-01 00:00:00+00'),
	(123, 'procrastinate', '0029_add_additional_params_to_retry_job', '2026-01-01 00:00:00+00'),
	(124, 'procrastinate', '0030_alter_procrastinateevent_options', '2026-01-01 00:00:00+00'),
	(125, 'procrastinate', '0031_add_indexes_for_fetch_job', '2026-01-01 00:00:00+00'),
	(126, 'procrastinate', '0032_pre_cancel_notification', '2026-01-01 00:00:00+00'),
	(127, 'procrastinate', '0033_post_cancel_notification', '2026-01-01 00:00:00+00'),
	(128, 'procrastinate', '0034_pre_add_heartbeat', '2026-01-01 00:00:00+00'),
	(129, 'procrastinate', '0035_post_add_heartbeat', '2026-01-01 00:00:00+00'),
	(130, 'procrastinate', '0036_add_worker_model', '2026-01-01 00:00:00+00'),
	(131, 'procrastinate', '0037_pre_batch_defer_jobs', '2026-01-01 00:00:00+00'),
	(132, 'procrastinate', '0038_post_batch_defer_jobs', '2026-01-01 00:00:00+00'),
	(133, 'procrastinate', '0039_pre_priority_lock_fetch_job', '2026-01-01 00:00:00+00'),
	(134, 'procrastinate', '0040_pre_retry_failed_job', '2026-01-01 00:00:00+00'),
	(135, 'procrastinate', '0041_post_retry_failed_job', '2026-01-01 00:00:00+00'),
	(136, 'search', '0001_initial', '2026-01-01 00:00:00+00'),
	(137, 'sessions', '0001_initial', '2026-01-01 00:00:00+00'),
	(138, 'tips', '0001_tips', '2026-01-01 00:00:00+00'),
	(139, 'transfer', '0001_initial', '2026-01-01 00:00:00+00'),
	(140, 'wechat_pay', '0001_initial', '2026-01-01 00:00:00+00'),
	(141, 'wechat_pay', '0002_platform_certificates', '2026-01-01 00:00:00+00');

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

SELECT pg_catalog.setval('public.auth_permission_id_seq', 472, true);

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

SELECT pg_catalog.setval('public.catalog_plan_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_presale_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_product_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_refunddefaults_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_single_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_tag_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_tipjar_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_variant_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalog_welcome_id_seq', 1, false);

SELECT pg_catalog.setval('public.coaching_delivery_id_seq', 1, false);

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

SELECT pg_catalog.setval('public.django_content_type_id_seq', 118, true);

SELECT pg_catalog.setval('public.django_migrations_id_seq', 141, true);

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

SELECT pg_catalog.setval('public.learning_favourite_id_seq', 1, false);

SELECT pg_catalog.setval('public.learning_progress_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_account_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_journal_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_line_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_documentpages_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_rendition_id_seq', 1, false);

SELECT pg_catalog.setval('public.media_subtitle_id_seq', 1, false);

SELECT pg_catalog.setval('public.messaging_message_id_seq', 1, false);

SELECT pg_catalog.setval('public.messaging_refusal_id_seq', 1, false);

SELECT pg_catalog.setval('public.messaging_send_id_seq', 1, false);

SELECT pg_catalog.setval('public.messaging_switch_id_seq', 1, false);

SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);

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

SELECT pg_catalog.setval('public.screening_application_id_seq', 1, false);

SELECT pg_catalog.setval('public.screening_question_id_seq', 1, false);

SELECT pg_catalog.setval('public.screening_screen_id_seq', 1, false);

SELECT pg_catalog.setval('public.search_document_id_seq', 1, false);

SELECT pg_catalog.setval('public.tips_tip_id_seq', 1, false);

SELECT pg_catalog.setval('public.transfer_account_id_seq', 1, false);

SELECT pg_catalog.setval('public.transfer_return_id_seq', 1, false);

SELECT pg_catalog.setval('public.transfer_transfer_id_seq', 1, false);

SELECT pg_catalog.setval('public.wechat_pay_certificaterenewal_id_seq', 1, false);

SELECT pg_catalog.setval('public.wechat_pay_notification_id_seq', 1, false);

SELECT pg_catalog.setval('public.wechat_pay_platformcertificate_id_seq', 1, false);

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

ALTER TABLE ONLY public.coaching_delivery
    ADD CONSTRAINT coaching_delivery_pkey PRIMARY KEY (id);

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

ALTER TABLE ONLY public.promotions_held
    ADD CONSTRAINT coupon_held_once UNIQUE (coupon_id, user_id, nth);

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

ALTER TABLE ONLY public.learning_favourite
    ADD CONSTRAINT learning_favourite_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.learning_progress
    ADD CONSTRAINT learning_progress_pkey PRIMARY KEY (id);

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

ALTER TABLE ONLY public.media_asset
    ADD CONSTRAINT media_asset_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_documentpages
    ADD CONSTRAINT media_documentpages_asset_id_key UNIQUE (asset_id);

ALTER TABLE ONLY public.media_documentpages
    ADD CONSTRAINT media_documentpages_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_rendition
    ADD CONSTRAINT media_rendition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_subtitle
    ADD CONSTRAINT media_subtitle_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.media_upload
    ADD CONSTRAINT media_upload_pkey PRIMARY KEY (id);

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

ALTER TABLE ONLY public.catalog_outlineversion
    ADD CONSTRAINT outline_once UNIQUE (course_id, number);

ALTER TABLE ONLY public.catalog_part
    ADD CONSTRAINT part_once UNIQUE (bundle_id, product_id);

ALTER TABLE ONLY public.commerce_payment
    ADD CONSTRAINT payment_once UNIQUE (provider, reference);

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

ALTER TABLE ONLY public.screening_question
    ADD CONSTRAINT question_once UNIQUE (screen_id, "position");

ALTER TABLE ONLY public.messaging_refusal
    ADD CONSTRAINT refusal_once UNIQUE (person_id, topic, channel);

ALTER TABLE ONLY public.media_rendition
    ADD CONSTRAINT rendition_once UNIQUE (asset_id, name, version);

ALTER TABLE ONLY public.accounts_rolegrant
    ADD CONSTRAINT role_once UNIQUE (user_id, role);

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

ALTER TABLE ONLY public.catalog_variant
    ADD CONSTRAINT variant_once UNIQUE (plan_id, "position");

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

CREATE UNIQUE INDEX attempt_open_once ON public.commerce_paymentattempt USING btree (order_id, provider, method) WHERE (closed_at IS NULL);

CREATE INDEX attempt_stuck ON public.commerce_paymentattempt USING btree (stuck_at) WHERE (stuck_at IS NOT NULL);

CREATE INDEX attempt_to_ask ON public.commerce_paymentattempt USING btree (ask_at) WHERE (ask_at IS NOT NULL);

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

CREATE INDEX catalog_plan_code_cc88876e_like ON public.catalog_plan USING btree (code varchar_pattern_ops);

CREATE INDEX catalog_plan_cover_image_id_e41acf9f ON public.catalog_plan USING btree (cover_image_id);

CREATE INDEX catalog_presale_product_id_6da8c71a ON public.catalog_presale USING btree (product_id);

CREATE INDEX catalog_product_code_e2e89c4b_like ON public.catalog_product USING btree (code varchar_pattern_ops);

CREATE INDEX catalog_single_course_id_6639c97f ON public.catalog_single USING btree (course_id);

CREATE INDEX catalog_tag_name_c2802f4e_like ON public.catalog_tag USING btree (name varchar_pattern_ops);

CREATE INDEX catalog_tag_slug_193b049a_like ON public.catalog_tag USING btree (slug varchar_pattern_ops);

CREATE INDEX catalog_variant_plan_id_f15f37d8 ON public.catalog_variant USING btree (plan_id);

CREATE INDEX catalog_welcome_group_code_id_7713db80 ON public.catalog_welcome USING btree (group_code_id);

CREATE INDEX coaching_delivery_by_id_5210385f ON public.coaching_delivery USING btree (by_id);

CREATE INDEX coaching_delivery_grant_id_a6e4f793 ON public.coaching_delivery USING btree (grant_id);

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

CREATE INDEX learning_progress_lesson_id_5e714c94 ON public.learning_progress USING btree (lesson_id);

CREATE INDEX learning_progress_user_id_ff1fe722 ON public.learning_progress USING btree (user_id);

CREATE INDEX ledger_account_code_e0a3af95_like ON public.ledger_account USING btree (code varchar_pattern_ops);

CREATE INDEX ledger_journal_source_87344ffe_like ON public.ledger_journal USING btree (source varchar_pattern_ops);

CREATE INDEX ledger_line_account_id_a3112da4 ON public.ledger_line USING btree (account_id);

CREATE INDEX ledger_line_journal_id_2f18c799 ON public.ledger_line USING btree (journal_id);

CREATE INDEX mailcode_by_address ON public.accounts_emailcode USING btree (address, sent_at DESC);

CREATE INDEX mailcode_by_email ON public.accounts_emailcode USING btree (email, sent_at DESC);

CREATE INDEX media_asset_owner_id_81461300 ON public.media_asset USING btree (owner_id);

CREATE INDEX media_rendition_asset_id_3dbd9693 ON public.media_rendition USING btree (asset_id);

CREATE INDEX media_subtitle_asset_id_f173308b ON public.media_subtitle USING btree (asset_id);

CREATE INDEX media_upload_asset_id_5367d8f8 ON public.media_upload USING btree (asset_id);

CREATE INDEX media_upload_owner_id_fcb3e941 ON public.media_upload USING btree (owner_id);

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

CREATE INDEX opens_by_opened ON public.catalog_opens USING btree (opened_id, opener_id);

CREATE UNIQUE INDEX opens_once ON public.catalog_opens USING btree (opener_id, opened_id) WHERE (ended_at IS NULL);

CREATE INDEX order_by_buyer ON public.commerce_order USING btree (buyer_id, id DESC);

CREATE INDEX order_by_no_end ON public.commerce_order USING btree (reverse((no)::text) text_pattern_ops);

CREATE INDEX order_by_payday ON public.commerce_order USING btree (paid_at) WHERE (paid_at IS NOT NULL);

CREATE INDEX order_by_status ON public.commerce_order USING btree (status, id DESC);

CREATE INDEX order_close_at ON public.commerce_order USING btree (close_at) WHERE ((status)::text = 'pending'::text);

CREATE INDEX pause_of_plan ON public.access_pause USING btree (user_id, plan_id);

CREATE INDEX payment_by_day ON public.commerce_payment USING btree (provider, paid_at);

CREATE INDEX payment_stuck ON public.commerce_payment USING btree (id) WHERE (suspended AND (cleared_at IS NULL));

CREATE INDEX payment_takings ON public.commerce_payment USING btree (paid_at) INCLUDE (id, amount_fen) WHERE (NOT suspended);

CREATE INDEX platform_delivery_event_id_0fd3e50d ON public.platform_delivery USING btree (event_id);

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

CREATE INDEX screening_application_applicant_id_2ea64b8d ON public.screening_application USING btree (applicant_id);

CREATE INDEX screening_application_decided_by_id_10025ee4 ON public.screening_application USING btree (decided_by_id);

CREATE INDEX screening_application_product_id_f002e698 ON public.screening_application USING btree (product_id);

CREATE INDEX screening_question_screen_id_7536fcc7 ON public.screening_question USING btree (screen_id);

CREATE INDEX send_begun ON public.messaging_send USING btree (begun_at);

CREATE INDEX send_by_status ON public.messaging_send USING btree (status, id DESC);

CREATE INDEX send_due ON public.messaging_send USING btree (due_at) WHERE ((status)::text = 'waiting'::text);

CREATE INDEX statement_by_day ON public.commerce_statement USING btree (day DESC);

CREATE INDEX tips_tip_lesson_id_8671a662 ON public.tips_tip USING btree (lesson_id);

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

CREATE CONSTRAINT TRIGGER ledger_journal_balanced AFTER INSERT ON public.ledger_journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_balance();

CREATE TRIGGER ledger_journal_frozen BEFORE DELETE OR UPDATE ON public.ledger_journal FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_journal_kept BEFORE TRUNCATE ON public.ledger_journal FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE CONSTRAINT TRIGGER ledger_line_balanced AFTER INSERT ON public.ledger_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.ledger_balance();

CREATE TRIGGER ledger_line_frozen BEFORE DELETE OR UPDATE ON public.ledger_line FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_line_kept BEFORE TRUNCATE ON public.ledger_line FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_line_open BEFORE INSERT ON public.ledger_line FOR EACH ROW EXECUTE FUNCTION public.ledger_sealed_is_closed();

CREATE TRIGGER ledger_seal_frozen BEFORE DELETE OR UPDATE ON public.ledger_seal FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_seal_kept BEFORE TRUNCATE ON public.ledger_seal FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER price_marked AFTER UPDATE OF price_fen ON public.catalog_product FOR EACH ROW WHEN ((old.price_fen IS DISTINCT FROM new.price_fen)) EXECUTE FUNCTION public.zhiyu_price_marked();

CREATE TRIGGER price_marked_at_first AFTER INSERT ON public.catalog_product FOR EACH ROW EXECUTE FUNCTION public.zhiyu_price_marked();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();

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

ALTER TABLE ONLY public.coaching_delivery
    ADD CONSTRAINT coaching_delivery_by_id_5210385f_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.coaching_delivery
    ADD CONSTRAINT coaching_delivery_grant_id_a6e4f793_fk_access_grant_id FOREIGN KEY (grant_id) REFERENCES public.access_grant(id) DEFERRABLE INITIALLY DEFERRED;

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

ALTER TABLE ONLY public.learning_favourite
    ADD CONSTRAINT learning_favourite_product_id_cb757a70_fk_catalog_product_id FOREIGN KEY (product_id) REFERENCES public.catalog_product(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_favourite
    ADD CONSTRAINT learning_favourite_user_id_1cef8500_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_progress
    ADD CONSTRAINT learning_progress_lesson_id_5e714c94_fk_catalog_lesson_id FOREIGN KEY (lesson_id) REFERENCES public.catalog_lesson(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.learning_progress
    ADD CONSTRAINT learning_progress_user_id_ff1fe722_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_line
    ADD CONSTRAINT ledger_line_account_id_a3112da4_fk_ledger_account_id FOREIGN KEY (account_id) REFERENCES public.ledger_account(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_line
    ADD CONSTRAINT ledger_line_journal_id_2f18c799_fk_ledger_journal_id FOREIGN KEY (journal_id) REFERENCES public.ledger_journal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_seal
    ADD CONSTRAINT ledger_seal_journal_id_74dddc21_fk_ledger_journal_id FOREIGN KEY (journal_id) REFERENCES public.ledger_journal(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_asset
    ADD CONSTRAINT media_asset_owner_id_81461300_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_documentpages
    ADD CONSTRAINT media_documentpages_asset_id_771ee0ac_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.media_rendition
    ADD CONSTRAINT media_rendition_asset_id_3dbd9693_fk_media_asset_id FOREIGN KEY (asset_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;

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

ALTER TABLE ONLY public.transfer_return
    ADD CONSTRAINT transfer_return_transfer_id_1525d1e8_fk_transfer_transfer_id FOREIGN KEY (transfer_id) REFERENCES public.transfer_transfer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transfer_transfer
    ADD CONSTRAINT transfer_transfer_attempt_id_6bdc107c_fk_commerce_ FOREIGN KEY (attempt_id) REFERENCES public.commerce_paymentattempt(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.transfer_transfer
    ADD CONSTRAINT transfer_transfer_slip_id_53549ed6_fk_media_asset_id FOREIGN KEY (slip_id) REFERENCES public.media_asset(id) DEFERRABLE INITIALLY DEFERRED;
