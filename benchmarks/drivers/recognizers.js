// Microsoft's Recognizers: what it finds, for measure.js.
const { recognizeDateTime } = require('@microsoft/recognizers-text-date-time');
const { measure, points } = require('./measure.js');

const TYPES = { duration: 'DURATION', set: 'SET', time: 'TIME', datetime: 'TIME', timerange: 'TIME', datetimerange: 'TIME' };

// A TIMEX3 value from its own; of two readings the first, which lies in the past.
function value(kind, first) {
  if (kind === 'date') return first.value || first.timex;
  if (kind === 'datetime') return (first.value || '').replace(' ', 'T').slice(0, 16);
  if (kind === 'daterange' && first.timex && first.timex.startsWith('(')) return first.start || '';
  if (kind === 'daterange' && first.timex && first.timex.includes('X')) return (first.start || '').slice(0, 7);
  return first.timex || '';
}

// It counts the last unit in.
function timexes(row, results) {
  return results.map((one) => {
    const kind = one.typeName.split('.').pop();
    const first = (one.resolution && one.resolution.values && one.resolution.values[0]) || {};
    return { start: points(row.text, one.start), end: points(row.text, one.end + 1), type: TYPES[kind] || 'DATE', value: value(kind, first) };
  });
}

function read(row) {
  return recognizeDateTime(row.text, 'en-us', 0, row.dct ? new Date(`${row.dct}T12:00:00`) : new Date(0));
}

measure(read, timexes);
