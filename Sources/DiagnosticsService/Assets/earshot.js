// Everything here makes a page that already works quicker; nothing depends on it.
'use strict';
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const say = text => { const box = $('#status'); if (box) box.textContent = text; };
  const token = document.body.dataset.token || '';
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // The error summary takes the focus; its links show the question before they focus the field.
  const summary = $('.summary');
  if (summary) {
    summary.focus();
    summary.addEventListener('click', event => {
      const field = event.target.hash && document.getElementById(event.target.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      const box = field.closest('.sample') || field.closest('.field,fieldset') || field;
      box.scrollIntoView();
      field.focus({ preventScroll: true });
    });
  }

  // How long a sample can still be sent, by the server's clock; announced at 15 and 5 minutes only.
  const said = new Set();
  const served = Date.parse(document.body.dataset.now || '') || Date.now();
  const tick = () => $$('time[data-until]').forEach(clock => {
    const left = (Date.parse(clock.dataset.until) - served - performance.now()) / 60000;
    if (left <= 0) { clock.textContent = clock.dataset.over || 'too late'; return; }
    const d = Math.floor(left / 1440), h = Math.floor(left / 60) % 24, m = Math.max(h || d ? 0 : 1, Math.floor(left % 60));
    clock.textContent = (d ? d + ' d ' : '') + (h ? h + ' h ' : '') + (d ? '' : m + ' min ') + 'left';
    if (clock.dataset.sample) for (const at of [5, 15]) if (left <= at && !said.has(clock.dataset.until + at)) {
      for (const less of [5, 15]) if (less >= at) said.add(clock.dataset.until + less);
      say(`Call sample ${clock.dataset.sample}: ${Math.max(1, Math.ceil(left))} minutes left to send it`);
    }
  });
  tick();
  setInterval(tick, 15000);

  // Another page's buttons: a display filter into the clipboard.
  document.addEventListener('click', event => {
    const button = event.target.closest('button[data-copy]');
    if (button) navigator.clipboard?.writeText(button.dataset.copy).then(() => say('Copied'));
  });

  // Progress of work, while the page is open.
  const job = $('[data-events]');
  if (job && window.EventSource) {
    const source = new EventSource(job.dataset.events);
    source.addEventListener('progress', event => {
      const told = JSON.parse(event.data);
      job.textContent = told.percent !== undefined ? `${told.percent} % is read.` : told.state === 'waiting' ? 'It waits for its turn.' : 'It is being read.';
    });
    source.addEventListener('done', () => { source.close(); location.reload(); });
  }

  const form = $('form[data-draft]');
  const list = $('#samples');

  // Where this browser is, for fields that are still empty.
  if (form) {
    const zone = $('#zone');
    if (zone && !zone.value) { try { zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || ''; } catch { /* asked for */ } }
    const country = $('#country');
    const region = (navigator.language || '').split('-')[1];
    if (country && !country.value && region) country.value = region.toUpperCase();
  }

  // Add and remove call samples without a round trip; without script the same buttons submit the form.
  const number = () => {
    $$('.sample', list).forEach((box, i) => {
      $('legend', box).firstChild.textContent = `Call sample ${i + 1}`;
      const gone = $('.remove .vh', box);
      if (gone) gone.textContent = ` call sample ${i + 1}`;
      $$('[name]', box).forEach(f => { f.name = f.name.replace(/\[\d+\]/, `[${i}]`); });
      $$('button.remove', box).forEach(f => { f.value = `remove-${i}`; });
      $$('[id]', box).forEach(f => { f.id = f.id.replace(/^s\d+/, 's' + i); });
      $$('[for]', box).forEach(f => { f.htmlFor = f.htmlFor.replace(/^s\d+/, 's' + i); });
      $$('[aria-describedby]', box).forEach(f => f.setAttribute('aria-describedby', f.getAttribute('aria-describedby').replace(/s\d+/g, 's' + i)));
    });
    const rows = $('input[name=rows]');
    if (rows) rows.value = $$('.sample', list).length;
  };
  const clear = field => {
    field.removeAttribute('aria-invalid');
    const box = field.closest('.invalid');
    box?.classList.remove('invalid');
    document.getElementById(field.id + '-error')?.remove();
  };
  const add = () => {
    const boxes = $$('.sample', list), box = boxes[boxes.length - 1].cloneNode(true);
    $$('.error,.verdict,.good', box).forEach(e => e.remove());
    $$('.invalid', box).forEach(e => e.classList.remove('invalid'));
    $$('input', box).forEach(f => {
      if (/radio|checkbox/.test(f.type)) f.checked = f.defaultChecked = false;
      else if (!/\[date\]$/.test(f.name)) f.value = f.defaultValue = '';
      f.removeAttribute('aria-invalid');
    });
    list.append(box); number();
    return box;
  };
  const change = () => form?.dispatchEvent(new Event('changed-by-script'));
  if (list) document.addEventListener('click', event => {
    const button = event.target.closest('button[name=action]');
    if (!button) return;
    if (button.value === 'add') { event.preventDefault(); $('input', add()).focus(); say('Call sample added'); change(); }
    if (/^remove-\d+$/.test(button.value) && $$('.sample', list).length > 1) {
      event.preventDefault(); button.closest('.sample').remove(); number();
      $('button[value=add]').focus(); say('Call sample removed'); change();
    }
  });

  // Cells pasted from a spreadsheet, or a mail, fill rows: the server reads them, since it knows every name a column may have.
  if (list && form) list.addEventListener('paste', async event => {
    const text = event.clipboardData.getData('text/plain');
    if (!/\t|\n/.test(text.trim())) return;
    event.preventDefault();
    const box = $('#paste');
    box.value = text;
    box.closest('details').open = true;
    $('button[value=read]').click();
  });

  // What is typed is kept on the server as it is typed. Good news is told on leaving a field; a fault only goes when it is mended.
  if (form) {
    let last = '', timer = 0, running = false, again = false;
    const content = () => {
      const data = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
      return data;
    };
    const good = (id, text) => {
      const field = document.getElementById(id);
      if (!field) return;
      const group = field.type === 'radio' || field.type === 'checkbox' ? field.closest('fieldset') : field.closest('.field');
      let line = $(':scope > .good', group || field);
      if (!text) { line?.remove(); return; }
      if (!line) { line = make('p', { className: 'good t-good small' }); (group || field.parentNode).append(line); }
      if (line.textContent !== text) line.textContent = text;
    };
    const save = async () => {
      const data = content(), text = data.toString();
      if (text === last) return;
      if (running) { again = true; return; }
      running = true;
      try {
        const answer = await fetch(form.dataset.draft + '/fields', { method: 'POST', body: data, headers: { accept: 'application/json', 'x-form-token': token } });
        if (answer.ok) {
          last = text;
          const read = await answer.json();
          const wrong = new Set(read.wrong);
          $$('[aria-invalid=true]', form).forEach(field => { if (!wrong.has(field.id)) clear(field); });
          $$('.invalid', form).forEach(box => {
            const field = $('input,select,textarea', box);
            if (field && !wrong.has(field.id)) { box.classList.remove('invalid'); document.getElementById(field.id + '-error')?.remove(); }
          });
          for (const [id, words] of Object.entries(read.good)) good(id, words);
          $$('.good', form).forEach(line => {
            const field = $('input', line.parentNode);
            if (field && !(field.id in read.good)) line.remove();
          });
          const state = $('#saved');
          if (state) state.textContent = 'Saved on the server.';
        } else if ($('#saved')) $('#saved').textContent = 'Not saved: the server did not take it.';
      } catch { const state = $('#saved'); if (state) state.textContent = 'Not saved yet: the connection is gone.'; again = true; }
      running = false;
      if (again) { again = false; clearTimeout(timer); timer = setTimeout(save, 2000); }
    };
    const soon = ms => { clearTimeout(timer); timer = setTimeout(save, ms); };
    last = content().toString();
    form.addEventListener('input', event => { if (event.target.type !== 'file') soon(1500); });
    form.addEventListener('focusout', event => { if (event.target.matches('input,select,textarea')) soon(100); });
    form.addEventListener('changed-by-script', () => soon(300));
  }

  // Captures go up in pieces as they are chosen (Resumable Uploads for HTTP); an interruption costs one piece.
  const drop = $('.drop');
  const files = $('.files');
  const pieceBytes = 8 * 1024 * 1024;
  const wait = ms => new Promise(done => setTimeout(done, ms));
  // What can be done with a capture that arrived: the same buttons as on a page that is loaded again.
  const tools = (row, place, name, speech) => {
    const id = place.split('/').pop(), bar = $('.actions', row);
    const tool = (value, words, more) => {
      const button = make('button', { name: 'action', value, className: 'link', textContent: words });
      button.append(make('span', { className: 'vh', textContent: more + name }));
      bar.append(button);
    };
    if (speech && form) tool('silence-capture-' + id, 'Take the speech out', ' of ');
    tool('remove-capture-' + id, 'Remove', ' ');
  };
  async function upload(file, made) {
    const name = make('span', { textContent: file.name }), note = make('p', { className: 'small dim', textContent: 'Waiting' });
    const bar = make('progress', { max: 1, value: 0 }), stop = make('button', { type: 'button', className: 'link', textContent: 'Stop' });
    bar.setAttribute('aria-label', file.name);
    stop.append(make('span', { className: 'vh', textContent: ' ' + file.name }));
    const row = make('li', {}, make('div', { className: 'actions' }, name, stop), bar, note);
    files.append(row);
    let stopped = false, place, offset = 0, tries = 0;
    stop.onclick = () => { stopped = true; };
    const headers = { 'x-form-token': token, accept: 'application/json' };
    while (!stopped && (offset < file.size || !place)) {
      try {
        if (!place) {
          const answer = await fetch(made, { method: 'POST', headers: { ...headers, 'upload-complete': '?0', 'upload-length': String(file.size), 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` } });
          if (answer.status >= 500) throw new Error(answer.status);
          if (!answer.ok) { note.textContent = (await answer.json().catch(() => ({}))).detail || `Refused (${answer.status})`; note.className = 'small t-bad'; stop.remove(); return false; }
          place = answer.headers.get('location');
        } else if (tries) {
          const state = await fetch(place, { method: 'HEAD', headers });
          if (state.ok) offset = Number(state.headers.get('upload-offset'));
          if (state.headers.get('upload-complete') === '?1') break;
        }
        const piece = file.slice(offset, offset + pieceBytes), end = offset + piece.size;
        const sent = await fetch(place, { method: 'PATCH', body: piece, headers: { ...headers, 'content-type': 'application/partial-upload', 'upload-offset': String(offset), 'upload-complete': end >= file.size ? '?1' : '?0' } });
        if (sent.status === 409) { offset = Number(sent.headers.get('upload-offset')); tries = 1; await wait(200); continue; }
        if (sent.status === 413 || sent.status === 404 || sent.status === 403) { note.textContent = (await sent.json().catch(() => ({}))).detail || 'Refused'; note.className = 'small t-bad'; stop.remove(); return false; }
        if (!sent.ok) throw new Error(sent.status);
        offset = end; tries = 0;
        bar.value = file.size ? offset / file.size : 1;
        note.textContent = `${(offset / 1e6).toFixed(1)} of ${(file.size / 1e6).toFixed(1)} MB`;
      } catch {
        if (++tries > 40) { note.textContent = 'The upload stopped. What arrived is kept; choose the file again to go on.'; return false; }
        note.textContent = 'The connection is gone; going on as soon as it is back.';
        await wait(Math.min(10000, 400 * 2 ** tries));
      }
    }
    if (stopped) { if (place) fetch(place, { method: 'DELETE', headers }); row.remove(); say(file.name + ' removed'); return false; }
    stop.remove(); bar.value = 1;
    note.textContent = 'Arrived. It is being looked at.';
    row.dataset.done = place;
    say(file.name + ' arrived');
    for (let i = 0; i < 120; i++) {
      const answer = await fetch(place, { headers }).catch(() => null);
      const read = answer?.ok ? await answer.json().catch(() => null) : null;
      if (read && read.words) { note.textContent = read.words; note.className = 'small said ' + (read.readable ? 't-good' : 't-bad'); bar.remove(); say(file.name + ': ' + read.words); tools(row, place, file.name, read.speech); break; }
      await wait(Math.min(4000, 300 + i * 200));
    }
    return true;
  }
  if (drop && files) {
    const input = $('input', drop);
    const isTable = file => /\.(csv|tsv|xlsx|ods|eml|html?|json|txt)$/i.test(file.name);
    const take = async chosen => {
      let came = false;
      for (const file of chosen) {
        if (isTable(file) && $('#table')) {
          const data = new DataTransfer(); data.items.add(file); $('#table').files = data.files;
          $('#table').closest('details').open = true;
          $('button[value=read]').click();
          return;
        }
        came = await upload(file, drop.dataset.uploads) || came;
      }
      if (came && drop.dataset.reload) location.reload();
    };
    input.addEventListener('change', () => { const chosen = [...input.files]; input.value = ''; take(chosen); });
    drop.addEventListener('dragover', e => { e.preventDefault(); drop.classList.add('over'); });
    drop.addEventListener('dragleave', () => drop.classList.remove('over'));
    drop.addEventListener('drop', e => { e.preventDefault(); drop.classList.remove('over'); take([...e.dataTransfer.files]); });
  }
})();
