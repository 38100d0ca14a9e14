// Microsoft's Recognizers: argv holds a file of documents and the file for what was found.
const { recognizeDateTime } = require('@microsoft/recognizers-text-date-time');
const fs = require('fs');

const TYPES = { duration: 'DURATION', set: 'SET', time: 'TIME', datetime: 'TIME', timerange: 'TIME', datetimerange: 'TIME' };

// A TIMEX3 value from its own; of two readings the first, which lies in the past.
function value(kind, first) {
  if (kind === 'date') return first.value || first.timex;
  if (kind === 'datetime') return (first.value || '').replace(' ', 'T').slice(0, 16);
  if (kind === 'daterange' && first.timex && first.timex.startsWith('(')) return first.start || '';
  if (kind === 'daterange' && first.timex && first.timex.includes('X')) return (first.start || '').slice(0, 7);
  return first.timex || '';
}

// It counts UTF-16 units and the last one in; the documents count code points.
function timexes(row, results) {
  const points = (at) => Array.from(row.text.slice(0, at)).length;
  return results.map((one) => {
    const kind = one.typeName.split('.').pop();
    const first = (one.resolution && one.resolution.values && one.resolution.values[0]) || {};
    return { start: points(one.start), end: points(one.end + 1), type: TYPES[kind] || 'DATE', value: value(kind, first) };
  });
}

function read(row) {
  return recognizeDateTime(row.text, 'en-us', 0, row.dct ? new Date(`${row.dct}T12:00:00`) : new Date(0));
}

const [source, target] = process.argv.slice(2);
read({ text: 'It began on 3 May 2019.', dct: '2020-01-01' });
const rows = fs.readFileSync(source, 'utf-8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const start = process.cpuUsage();
const results = rows.map(read);
const used = process.cpuUsage(start);
const found = rows.map((row, at) => JSON.stringify({ doc_id: row.doc_id, timexes: timexes(row, results[at]) }) + '\n');
fs.writeFileSync(target, found.join(''));
const megabytes = process.resourceUsage().maxRSS / 1000;
console.log(JSON.stringify({ seconds: (used.user + used.system) / 1e6, megabytes }));
