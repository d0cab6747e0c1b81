"""The statements of the monthly run of unicom-star, written by hand for this one policy and DuckDB.

Names in braces are filled in for each part: the scans of its files, the range of its ids, months and days.
"""

from __future__ import annotations

TYPES = """
CREATE TEMP TYPE tier AS ENUM (
    'five_star', 'honoured_guest', 'loyal', 'four_star', 'three_star', 'two_star', 'one_star');
CREATE TEMP TYPE reason AS ENUM ('closed', 'segment', 'product', 'tenure');
CREATE TEMP TYPE change AS ENUM (
    'joined', 'risen', 'fallen', 'renewed', 'lapsed', 'ended', 'kept', 'none');
CREATE TEMP TYPE source AS ENUM ('rated', 'on_joining', 'special');
CREATE TEMP TYPE scheme AS ENUM ('unicom-star');
"""

HELD = """
CREATE OR REPLACE TEMP TABLE held AS
SELECT subscriber_id, tier, since, ends_on, source FROM {memberships} WHERE {range}
"""

SUMS = """
SELECT subscriber_id, sum(mobile_billed) AS billed, min(month) AS first_month
FROM {bills} WHERE {range} GROUP BY ALL
"""

SUMS_ON_NETWORK = """
SELECT b.subscriber_id, sum(b.mobile_billed) FILTER (b.month >= date_trunc('month', s.joined_on)) AS billed,
    CAST(NULL AS DATE) AS first_month
FROM (FROM {bills} WHERE {range}) b JOIN (FROM {subscribers} WHERE {range}) s USING (subscriber_id)
GROUP BY ALL
"""

# Ranks count from 0, the best, as the ENUM tier does; score and factor are in twentieths.
GRADED = """
CREATE OR REPLACE TEMP TABLE graded AS
WITH line AS (
    SELECT subscriber_id, segment, product, site, closed_on,
        {next_month} - (year(joined_on) * 12 + month(joined_on)) AS tenure_months,
        coalesce(status = 'closed' AND closed_on <= {rated_on}, false) AS closed, joined_on
    FROM {subscribers} WHERE {range}
), figures AS (
    SELECT l.*, tenure_months - 1 AS months_before, greatest(least(12, tenure_months - 1), 1) AS months,
        coalesce(CAST(CAST(billed AS DECIMAL(14, 2)) * CAST(100 AS TINYINT) AS BIGINT), 0) AS fen,
        first_month, m.tier AS running_tier, m.since AS running_since, m.ends_on AS running_ends_on,
        m.source AS running_source, g.grade AS special,
        CASE
            WHEN l.closed THEN CAST('closed' AS reason)
            WHEN l.segment NOT IN ('public', 'group_member') THEN CAST('segment' AS reason)
            WHEN l.product NOT IN ('mobile_2g', 'mobile_3g', 'mobile_4g', 'mobile_5g', 'mobile_bundle')
                THEN CAST('product' AS reason)
            WHEN tenure_months <= 6 THEN CAST('tenure' AS reason)
        END AS reason
    FROM line l
    LEFT JOIN ({sums}) USING (subscriber_id)
    LEFT JOIN (
        SELECT subscriber_id, CAST(tier AS tier) AS tier, since, ends_on, CAST(source AS source) AS source
        FROM held WHERE since <= {rated_on} AND (ends_on IS NULL OR ends_on >= {rated_on})
    ) m USING (subscriber_id)
    LEFT JOIN (
        SELECT subscriber_id, CAST(grade AS tier) AS grade FROM {special_grades} WHERE {range}
    ) g USING (subscriber_id)
), scored AS (
    SELECT *,
        CASE WHEN reason IS NULL
            THEN CAST(floor((2 * fen + 100 * months) / (200 * months)) AS BIGINT) END AS arpu,
        CASE WHEN reason IS NULL THEN
            CASE WHEN months_before >= 120 THEN 30 WHEN months_before >= 60 THEN 27
                WHEN months_before >= 36 THEN 24 WHEN months_before >= 24 THEN 22
                WHEN months_before >= 12 THEN 21 ELSE 20 END
        END AS factor
    FROM figures
), by_score AS (
    SELECT *, arpu * factor AS score,
        CASE WHEN arpu * factor >= 5200 THEN CAST('five_star' AS tier)
            WHEN arpu * factor >= 2800 THEN CAST('four_star' AS tier)
            WHEN arpu * factor >= 1800 THEN CAST('three_star' AS tier)
            WHEN arpu * factor >= 600 THEN CAST('two_star' AS tier)
            WHEN arpu * factor >= 0 THEN CAST('one_star' AS tier) END AS spend_tier
    FROM scored
), rated AS (
    SELECT *,
        reason IS NULL AND special IS NOT NULL AND (spend_tier IS NULL OR special < spend_tier) AS by_list
    FROM by_score
), anew AS (
    SELECT *, CASE WHEN by_list THEN special ELSE spend_tier END AS rated_tier,
        {next_month} - (year(running_ends_on + 1) * 12 + month(running_ends_on + 1)) AS past_last_month
    FROM rated
)
SELECT subscriber_id, product, site, closed, closed_on, tenure_months, reason, arpu, factor, score,
    rated_tier, by_list, running_tier, running_since, running_ends_on, running_source,
    coalesce(past_last_month, -1) > 0 AS in_grace,
    coalesce(first_month < date_trunc('month', joined_on), false) AS has_older_bills,
    CASE
        WHEN closed THEN
            CASE WHEN running_tier IS NULL THEN CAST('none' AS change) ELSE CAST('ended' AS change) END
        WHEN running_tier IS NULL THEN
            CASE WHEN rated_tier IS NULL THEN CAST('none' AS change) ELSE CAST('joined' AS change) END
        WHEN coalesce(past_last_month, -1) < 0 THEN
            CASE WHEN rated_tier < running_tier AND running_tier NOT IN ('honoured_guest', 'loyal')
                THEN CAST('risen' AS change) ELSE CAST('kept' AS change) END
        WHEN rated_tier IS NULL THEN
            CASE WHEN past_last_month = 0 THEN CAST('lapsed' AS change) ELSE CAST('kept' AS change) END
        WHEN rated_tier < running_tier THEN CAST('risen' AS change)
        WHEN rated_tier = running_tier THEN CAST('renewed' AS change)
        ELSE CAST('fallen' AS change)
    END AS change
FROM anew
"""

# A term of days of grace, which this scheme has only where an import brought it, starts where that ends.
STARTED = """
SELECT *, change IN ('joined', 'risen', 'fallen', 'renewed') AS starts,
    CASE
        WHEN in_grace AND change IN ('fallen', 'renewed') THEN running_ends_on + 1
        WHEN in_grace AND change = 'risen' THEN {rated_on}
        WHEN change IN ('joined', 'risen', 'fallen', 'renewed') THEN {starts_on}
    END AS new_since,
    CASE
        WHEN in_grace AND change IN ('fallen', 'renewed')
            THEN last_day(CAST(running_ends_on + 1 + INTERVAL 11 MONTH AS DATE))
        WHEN in_grace AND change = 'risen' THEN {rated_now_until}
        WHEN change IN ('joined', 'risen', 'fallen', 'renewed') THEN {until}
    END AS new_ends_on
FROM graded
"""

SHOWN = """
    subscriber_id, CAST('unicom-star' AS scheme) AS scheme, {month} AS month, reason IS NULL AS eligible,
    reason AS ineligible_reason, CAST(tenure_months AS INTEGER) AS tenure_months,
    CAST(arpu AS INTEGER) AS arpu,
    CAST(CAST(factor * 5 AS DECIMAL(4, 0)) * 0.01 AS DECIMAL(4, 2)) AS tenure_factor,
    CAST(CAST(score * 5 AS DECIMAL(14, 0)) * 0.01 AS DECIMAL(14, 2)) AS score, rated_tier,
    CASE WHEN starts THEN rated_tier WHEN change NOT IN ('none', 'ended') THEN running_tier END AS tier,
    CASE WHEN starts THEN new_since WHEN change NOT IN ('none', 'ended') THEN running_since END AS since,
    CASE WHEN starts THEN new_ends_on
        WHEN change NOT IN ('none', 'ended') THEN running_ends_on END AS ends_on,
    change, product, site
"""

EVENTS = """
SELECT {shown}, running_tier AS previous_tier,
    CASE WHEN change <> 'ended' THEN ['tell_customer'] ELSE CAST([] AS VARCHAR[]) END AS duties
FROM ({started} WHERE change NOT IN ('none', 'kept'))
"""

MEMBERSHIPS_AFTER = """
WITH started AS ({started}), left_over AS (
    SELECT subscriber_id, running_tier AS tier, running_since AS since,
        least(running_ends_on, CASE WHEN closed THEN closed_on END, CASE WHEN starts THEN new_since - 1 END)
            AS ends_on,
        running_source AS source
    FROM started WHERE running_tier IS NOT NULL
), after AS (
    FROM left_over WHERE ends_on IS NULL OR ends_on >= since
    UNION ALL
    SELECT subscriber_id, rated_tier, new_since, new_ends_on,
        CASE WHEN by_list THEN CAST('special' AS source) ELSE CAST('rated' AS source) END
    FROM started WHERE starts
    UNION ALL
    SELECT h.subscriber_id, CAST(h.tier AS tier), h.since, g.closed_on, CAST(h.source AS source)
    FROM held h JOIN (FROM graded WHERE closed) g USING (subscriber_id)
    WHERE h.ends_on < {rated_on} AND h.ends_on > g.closed_on AND h.since <= g.closed_on
    {unknown}
)
SELECT subscriber_id, CAST('unicom-star' AS scheme) AS scheme, tier, since, ends_on, source FROM after
ORDER BY subscriber_id, since
"""

UNKNOWN = """
    UNION ALL
    SELECT subscriber_id, CAST(tier AS tier), since, ends_on, CAST(source AS source)
    FROM held ANTI JOIN graded USING (subscriber_id) WHERE ends_on IS NULL OR ends_on >= {rated_on}
"""

HAS_UNKNOWN = "SELECT count(*) FROM held ANTI JOIN graded USING (subscriber_id)"

COUNTS = "SELECT change, running_tier, rated_tier, reason, count(*) FROM graded GROUP BY ALL"

UNORDERED = """
SELECT count(*) FROM (SELECT subscriber_id <= lag(subscriber_id) OVER () AS bad FROM graded) WHERE bad
"""
