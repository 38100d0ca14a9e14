// chrono-node: what it finds, for measure.js.
const chrono = require('chrono-node');
const { measure, points } = require('./measure.js');

const two = (number) => String(number).padStart(2, '0');

// As fine as the words are, by what chrono calls certain.
function value(part) {
  const year = String(part.get('year')).padStart(4, '0');
  const month = `${year}-${two(part.get('month'))}`;
  const day = `${month}-${two(part.get('day'))}`;
  if (part.isCertain('hour')) return `${day}T${two(part.get('hour'))}:${two(part.get('minute'))}`;
  if (part.isCertain('day') || part.isCertain('weekday')) return day;
  if (part.isCertain('month')) return month;
  return part.isCertain('year') ? year : day;
}

function timexes(row, results) {
  return results.map((one) => {
    const start = points(row.text, one.index);
    const end = start + Array.from(one.text).length;
    return { start, end, type: one.start.isCertain('hour') ? 'TIME' : 'DATE', value: value(one.start) };
  });
}

const read = (row) => chrono.parse(row.text, row.dct ? new Date(`${row.dct}T12:00:00`) : new Date(0));

measure(read, timexes);
