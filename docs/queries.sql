-- Ten questions to the tables of an analysis, in the words of DuckDB. scripts/queries asks all of them.
--
--   for table in calls streams findings intervals; do
--     earshot analyze captures/ --format ndjson --table $table -o $table.ndjson
--   done
--   duckdb
--   CREATE VIEW calls AS SELECT * FROM read_json('calls.ndjson');       and so on for the others
--
-- To Parquet: COPY (SELECT * FROM calls) TO 'calls.parquet' (FORMAT parquet);

-- 1. Which calls are worst?
SELECT call, callingNumber, calledNumber, startedAt, severity, lossPercent, mosCQE
FROM calls ORDER BY severity = 'fault' DESC, severity = 'warning' DESC, lossPercent DESC NULLS LAST LIMIT 20;

-- 2. How many calls end how?
SELECT outcome, finalStatus, count(*) AS calls FROM calls GROUP BY ALL ORDER BY calls DESC;

-- 3. What is found, and how often?
SELECT code, severity, cause, count(*) AS findings FROM findings GROUP BY ALL ORDER BY findings DESC;

-- 4. Which hosts lose most of what they send?
SELECT sourceAddress, count(*) AS streams, sum(lost) AS lost, round(100.0 * sum(lost) / sum(expected), 3) AS lossPercent
FROM streams WHERE media = 'audio' GROUP BY sourceAddress HAVING sum(expected) > 0 ORDER BY lossPercent DESC;

-- 5. In which minute was it bad?
SELECT date_trunc('minute', startedAt::TIMESTAMPTZ) AS minute, sum(lost) AS lost, max(jitterMilliseconds) AS jitter, min(mosCQE) AS mos
FROM intervals GROUP BY minute ORDER BY minute;

-- 6. How long does it take until it rings, by percentile?
SELECT quantile_cont(requestDelaySeconds, [0.5, 0.95, 0.99]) AS delaySeconds FROM calls WHERE requestDelaySeconds IS NOT NULL;

-- 7. Which user agents have faults?
SELECT callingUserAgent, count(*) AS calls, count(*) FILTER (severity = 'fault') AS withFaults
FROM calls GROUP BY callingUserAgent ORDER BY withFaults DESC;

-- 8. Which codec sounds how?
SELECT encoding, count(*) AS streams, round(avg(mosCQE), 2) AS mos, round(avg(jitterMeanMilliseconds), 2) AS jitter
FROM streams GROUP BY encoding ORDER BY streams DESC;

-- 9. Calls whose two directions differ much in loss: the network of one side.
SELECT a.call, a.lossPercent AS toCalled, b.lossPercent AS toCalling
FROM streams a JOIN streams b ON a.call = b.call AND a.analysis = b.analysis
WHERE a.direction = 'calling-to-called' AND b.direction = 'called-to-calling'
ORDER BY abs(a.lossPercent - b.lossPercent) DESC LIMIT 20;

-- 10. Each finding with its call, to look it up in Wireshark.
SELECT f.finding, f.code, c.callingNumber, c.calledNumber, f.evidencePacket, f.displayFilter, f.summary
FROM findings f LEFT JOIN calls c ON f.call = c.call AND f.analysis = c.analysis ORDER BY f.finding;
