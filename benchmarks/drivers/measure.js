// What the drivers in Node share: documents in, what was found and what it cost out; argv holds the two files.
const fs = require('fs');

// They count UTF-16 units, the documents code points.
exports.points = (text, at) => Array.from(text.slice(0, at)).length;

exports.measure = (read, timexes) => {
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
};
