// Calendar files as ical.js reads them, the library of Thunderbird and Nextcloud: a JSON list of files on standard
// input, on standard output a list of {uid: [begin, end, title]} with moments in UTC.
import ICAL from "ical.js";

const instant = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());

function read(content) {
  const calendar = new ICAL.Component(ICAL.parse(content));
  const events = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  return Object.fromEntries(events.map((e) => [e.uid, [instant(e.startDate), instant(e.endDate), e.summary]]));
}

let input = "";
for await (const chunk of process.stdin.setEncoding("utf8")) input += chunk;
process.stdout.write(JSON.stringify(JSON.parse(input).map(read)));
