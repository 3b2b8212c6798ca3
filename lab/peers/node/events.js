'use strict';

// Listens to an event stream with Node's own fetch: prints the names of the first events and the version and number of
// meters in them.
//
// events.js URL COUNT

const [url, count] = process.argv.slice(2);

async function listen() {
  const answer = await fetch(url, { headers: { accept: 'text/event-stream' } });
  const decoder = new TextDecoder();
  let text = '';
  let seen = 0;
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = Object.fromEntries(text.slice(0, end).split('\n').map((line) => [
        line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
      text = text.slice(end + 2);
      if (fields.data) {
        console.log(`${fields.event} ${JSON.parse(fields.data).meters.length}`);
        seen += 1;
        if (seen >= Number(count)) {
          process.exit(0);
        }
      }
    }
  }
}

listen();
