// chrono-node: argv holds a file of documents and the file for what was found.
const chrono = require('chrono-node');
const fs = require('fs');

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

// chrono counts UTF-16 units, the documents code points.
function timexes(row, results) {
  const points = (at) => Array.from(row.text.slice(0, at)).length;
  return results.map((one) => {
    const start = points(one.index);
    const end = start + Array.from(one.text).length;
    return { start, end, type: one.start.isCertain('hour') ? 'TIME' : 'DATE', value: value(one.start) };
  });
}

const read = (row) => chrono.parse(row.text, row.dct ? new Date(`${row.dct}T12:00:00`) : new Date(0));

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
