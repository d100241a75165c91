/**
 * How the PDF is set, in Typst. The statement comes in as JSON and is read as data: a text from it is printed as
 * text, never run as markup. A string in a .ts file, so that the bundle needs no file beside it.
 */
export const statementTemplate = String.raw`
#let sheet = json(bytes(sys.inputs.sheet))
#let ink = rgb("#1f1c18")
#let muted = rgb("#685f53")
#let accent = rgb("#7b4a21")
#let hair = rgb("#cfc7b8")
#let wash = rgb("#f6f2ea")
#let serif = ("IBM Plex Serif", "Libertinus Serif", "DejaVu Sans Mono")
#let sans = ("IBM Plex Sans", "Libertinus Serif", "DejaVu Sans Mono")
#let fig(body, ..style) = text(font: sans, number-width: "tabular", ..style, body)
#let note(body) = text(font: sans, size: 7.6pt, fill: muted, body)
#let label(body) = text(font: sans, size: 7.2pt, fill: muted, tracking: 0.06em, upper(body))

#set document(title: "Statement of account No. " + sheet.number + ", " + sheet.agreement, author: "Tallystick", date: auto)
// Only the fonts named here, so that no font of the machine changes a document.
#set text(font: serif, fallback: false, size: 10pt, fill: ink, lang: "en", hyphenate: false)
#set par(leading: 0.55em, spacing: 0.8em)
// A word longer than a column may break after every twelfth character.
#show regex("\S{36,}"): it => it.text.clusters().chunks(12).map(part => part.join()).join("\u{200b}")
#show heading.where(level: 1): set text(size: 24pt, weight: 600)
#show heading.where(level: 2): set text(size: 13pt, weight: 600)
#show heading.where(level: 2): set block(above: 1.8em, below: 0.8em)
#show table: set text(size: 9.5pt)
#set table(stroke: none, inset: (x: 0pt, y: 4.6pt), align: left + top)

#set page(
  paper: sheet.paper,
  margin: (x: 22mm, top: 27mm, bottom: 25mm),
  header: context if counter(page).get().first() > 1 {
    grid(
      columns: (1fr, auto), column-gutter: 8mm,
      note[Statement of account No. #sheet.number, #sheet.agreement], note(sheet.half),
    )
    v(-4pt)
    line(length: 100%, stroke: 0.5pt + hair)
  },
  footer: context {
    line(length: 100%, stroke: 0.5pt + hair)
    v(-4pt)
    grid(
      columns: (1fr, auto),
      note[Tally code #fig(sheet.tallyCode, fill: ink)],
      note[Page #fig(counter(page).display()) of #fig(str(counter(page).final().first()))],
    )
  },
)

// The stick: one half above the split, one below, the notches cut through both. The stock has the grip.
#let stick(own) = layout(size => {
  let grip = size.width * 14%
  let unit = (size.width - grip - 1mm) / sheet.notchedLength
  let h = 2.8mm
  let half(holder, from, outer, inner) = {
    let points = ((from, outer), (from, inner))
    for notch in sheet.notches {
      let x = grip + notch.at * unit
      let w = notch.halfWidth * unit
      points += ((x - w, inner), (x, inner + (outer - inner) * 0.62), (x + w, inner))
    }
    points += ((size.width, inner), (size.width, outer))
    place(top + left, polygon(
      fill: if holder == own { accent } else { none },
      stroke: (paint: accent, thickness: 0.6pt, join: "round"),
      ..points,
    ))
  }
  block(width: 100%, height: 2 * h + 1mm, {
    half("consultant", 0mm, 0mm, h)
    half("client", grip, 2 * h + 1mm, h + 1mm)
  })
})

// Letterhead
#v(-9mm)
#grid(
  columns: (1fr, auto), align: bottom,
  text(font: sans, size: 9pt, weight: 600, tracking: 0.22em, "TALLYSTICK"),
  text(font: sans, size: 8pt, weight: 600, fill: accent, tracking: 0.1em, upper(sheet.half)),
)
#v(-1mm)
#pdf.artifact(stick(sheet.party))
#v(9mm)
= Statement of account
#v(-1mm)
#text(size: 11.5pt)[#sheet.agreement, dated #sheet.agreementDated]
#v(5mm)

#grid(
  columns: (1fr, 1fr), column-gutter: 10mm,
  ..sheet.parties.map(party => {
    line(length: 100%, stroke: 0.5pt + hair)
    v(-1.5mm)
    label(party.role + if lower(party.role) == sheet.party { " (this half)" } else { "" })
    v(-0.6mm)
    text(weight: 600, party.name)
    for part in party.address { linebreak(); text(size: 9pt, part) }
  }),
)
#v(3mm)
#grid(
  columns: (2fr, 4fr, 2fr, 1fr), column-gutter: 6mm,
  ..sheet.particulars.map(it => { stack(spacing: 2mm, label(it.label), fig(it.value, size: 9.4pt)) }),
)
#v(3mm)
#block(width: 100%, fill: wash, inset: (x: 4mm, y: 3.4mm), stroke: (top: 1.2pt + accent), {
  grid(
    columns: sheet.summary.map(_ => 1fr), column-gutter: 3mm, row-gutter: 2.2mm, align: right,
    ..sheet.summary.map(it => label(it.label)),
    ..sheet.summary.enumerate().map(((i, it)) => fig(
      it.amount, size: 10pt, weight: if i + 1 == sheet.summary.len() { 600 } else { 400 },
    )),
  )
})
#v(1mm)
#text(size: 10.5pt, sheet.outcome)

== Entries
#let head(body) = table.cell(inset: (y: 4pt), label(body))
#let rule = table.hline(stroke: 0.5pt + hair)
#let total(name, note-text, amount) = (
  table.cell(colspan: 5, breakable: false, {
    text(weight: 600, name)
    if note-text != "" { h(3mm); note(note-text) }
  }),
  fig(amount, size: 9pt, weight: 600),
  rule,
)
#let working(steps) = table.cell(colspan: 3, inset: (top: 0pt, bottom: 6pt), {
  set text(size: 7.6pt, fill: muted)
  grid(
    columns: (7mm, 1fr), row-gutter: 1.4mm,
    ..steps.map(step => (fig(step.clause, fill: accent), fig[#step.what: #step.figures])).flatten(),
  )
})
#let entry(it) = {
  let rows = if it.working.len() == 0 { 1 } else { 2 }
  let kept(body) = table.cell(rowspan: rows, breakable: false, fig(body, size: 9pt))
  (
    kept(it.entry), kept(it.date), kept(it.clause),
    table.cell(breakable: false, {
      it.description
      for part in it.notes { linebreak(); note(part) }
    }),
    fig(it.amount, size: 9pt), fig(it.balance, size: 9pt),
    ..if rows == 2 { (working(it.working),) },
    rule,
  )
}
#table(
  columns: (12mm, 22mm, 14mm, 1fr, auto, auto), column-gutter: (0pt, 0pt, 0pt, 4mm, 5mm),
  align: (left, left, left, left, right, right),
  table.header(
    table.hline(stroke: 0.9pt + ink), head[Entry], head[Date], head[Clause], head[Description],
    head("Amount " + sheet.currency), head("Balance " + sheet.currency), table.hline(stroke: 0.5pt + ink),
  ),
  ..total(sheet.opening.label, sheet.opening.note, sheet.opening.amount),
  ..sheet.groups.map(group => (
    ..if group.title != "" {
      (table.header(level: 2, table.cell(colspan: 6, fill: wash, inset: (x: 2mm), text(font: sans, size: 8.4pt, weight: 600, fill: accent, group.title))),)
    },
    ..group.lines.map(entry).flatten(),
  )).flatten(),
  ..total(sheet.closing.label, "", sheet.closing.amount),
)

== What is due when
#if sheet.due.len() == 0 [Nothing is due.] else {
  table(
    columns: (22mm, 20mm, 14mm, 1fr, auto), column-gutter: (0pt, 0pt, 0pt, 4mm),
    align: (left, left, left, left, right),
    table.header(
      table.hline(stroke: 0.9pt + ink), head[Due on], head[Status], head[Clause], head[For], head("Amount " + sheet.currency),
      table.hline(stroke: 0.5pt + ink),
    ),
    ..sheet.due.map(it => (
      fig(it.date, size: 9pt),
      if it.status == "Overdue" { fig("OVERDUE", size: 8pt, weight: 600, fill: accent) } else { fig(it.status, size: 9pt) },
      fig(it.clause, size: 9pt), table.cell(breakable: false, it.description), fig(it.amount, size: 9pt), rule,
    )).flatten(),
    ..if sheet.dueTotal != "" {
      (table.cell(colspan: 4, text(weight: 600)[Due in all]), fig(sheet.dueTotal, size: 9pt, weight: 600))
    },
  )
}

#for register in sheet.registers {
  heading(level: 2, register.title)
  if register.lead != "" { block(sticky: true, text(size: 9pt, fill: muted, register.lead)) }
  table(
    columns: (22mm, 14mm, 1fr),
    table.header(
      table.hline(stroke: 0.9pt + ink), head[Date], head[Clause], head[On record], table.hline(stroke: 0.5pt + ink),
    ),
    ..register.rows.map(it => (
      fig(it.date, size: 9pt), fig(it.clause, size: 9pt),
      table.cell(breakable: false, {
        it.title
        if it.detail != "" { linebreak(); note(it.detail) }
        if it.link != "" { linebreak(); link(it.link, text(font: sans, size: 7.6pt, fill: accent, it.link)) }
      }),
      rule,
    )).flatten(),
  )
}

#block(breakable: false, above: 2.4em, width: 100%, fill: wash, inset: (x: 5mm, y: 4.5mm), stroke: (top: 1.2pt + accent), {
  heading(level: 2, text(font: sans, size: 7.2pt, weight: 400, fill: muted, tracking: 0.06em, "TALLY CODE"))
  fig(sheet.tallyCode, size: 22pt, weight: 600, tracking: 0.04em)
  v(-1mm)
  text(size: 8.6pt, fill: muted, sheet.check)
})
`;
