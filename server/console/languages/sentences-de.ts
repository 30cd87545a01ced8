import type { SentenceTexts, WordTexts } from '../say.ts'

/** What the engine says, in German. Each begins small and has no full stop: it may stand within another. */
export const DE_SENTENCES: SentenceTexts = {
  'as written': '{text}',

  'role does not decide': 'die Rolle {role} entscheidet nicht über Berichte: Das tun Prüfer und Controller',
  'own report': 'niemand entscheidet über den eigenen Bericht',
  'owner not known':
    'ob es der eigene Bericht ist, lässt sich nicht sagen: Weder Anmeldename noch Personalnummer noch E-Mail sind von beiden bekannt',
  'out of scope': 'der Bericht gehört nicht zum zugeteilten Bereich',
  'no total': 'der Bericht hat keine Summe, die sich mit dem Höchstbetrag vergleichen ließe',
  'no greatest amount': 'für {currency} ist kein Höchstbetrag festgelegt',
  'above greatest amount': 'die Summe liegt über dem Höchstbetrag von {most}',
  'role does not do this': 'das gehört nicht zur Rolle {role}, sondern zu: {roles}',
  'role does not answer': 'das gehört nicht zur Rolle {role}: Es antwortet, wer gefragt wurde, oder {roles}',
  'act on own report': 'niemand tut das mit dem eigenen Bericht',
  'nobody has login': 'niemand hat den Anmeldenamen {login}',
  'nobody has login now': 'niemand hat mehr den Anmeldenamen {login}',

  'of review': 'Prüfung {id}: {why}',
  'verdict for nothing': 'Urteil zu {on}: Deswegen wartet die Prüfung nicht, sondern wegen {keys}',
  'verdict not meant': 'Urteil zu {on}: Prüfung {id} wartet wegen {keys}',
  'not judged': 'Urteil fehlt: {message}',
  'comment too long': 'der Kommentar ist länger als {most} Zeichen',
  'reason too long': 'die Begründung ist länger als {most} Zeichen',
  'comment missing': 'der Kommentar fehlt: Schreiben Sie, was zu korrigieren ist',
  'comment for nobody':
    'ein Kommentar geht nur an jemanden, dessen Bericht zurückgegeben wird; geben Sie stattdessen eine Begründung',
  'nothing out of policy':
    'nichts ist „nicht erlaubt“: Beurteilen Sie so, was zu korrigieren ist, oder genehmigen Sie',
  'at field': '{field}: {why}',
  'text expected': 'hier fehlt Text, höchstens {most} Zeichen',
  'login expected': 'hier fehlt ein Anmeldename',
  'shorter login expected': 'ein Anmeldename hat höchstens {most} Zeichen',
  'time expected':
    'bitte einen Tag wie 2026-12-01 angeben, eine Zeit wie 2026-12-01T14:00, oder 3d für Arbeitstage und 4h für Stunden',
  'nobody to give to': 'niemand hat den Anmeldenamen {login}; wählen Sie einen aus der Liste',
  'may not be given to': '{login} darf nicht darüber entscheiden: {why}',
  'asks themselves': 'fragen Sie jemand anders als sich selbst',
  'time is over': 'diese Zeit ist vorbei oder weniger als eine Minute entfernt',
  'time too far': 'das ist mehr als {days} Tage entfernt',

  'amount expected': 'bitte einen genauen Betrag mit Währung angeben, wie 500 EUR oder 499.50 CHF',
  'working days expected': 'bitte eine Zahl von Arbeitstagen angeben, von 0 bis {most}',
  'part of name expected': 'bitte einen Teil des Namens, einen Anmeldenamen oder eine Personalnummer angeben',
  'letter expected': 'bitte mindestens einen Buchstaben oder eine Ziffer angeben',
  'rule expected': 'bitte den Namen einer Regel angeben',
  'version expected': 'bitte die Version einer Richtlinie angeben, 12 Zeichen aus 0-9 und a-f',
  'step expected': 'bitte den Namen eines Workflow-Schritts angeben',
  'login or nobody expected': 'bitte einen Anmeldenamen angeben, oder nobody für niemanden',

  'no review': 'diese Prüfung gibt es nicht',
  'not held': 'es wartet nicht auf einen Menschen',
  'ended as': 'es wartet nicht auf einen Menschen, es ist {result}',
  'not readable': 'warum es wartet, ist nicht mehr zu lesen; die IT muss es neu versuchen lassen',
  'read anew': 'der Bericht wurde inzwischen neu gelesen; sehen Sie ihn noch einmal an',
  'decided by': '{by} hat am {at} darüber entschieden',
  'decided already': 'jemand hat schon darüber entschieden',
  'other of that key': 'dieses Formular wurde schon mit anderem Inhalt gesendet; laden Sie die Seite neu',
  'no notification': 'die Meldung dazu ist nicht mehr da, deshalb lässt es sich nicht lesen',
  'no notification kept': 'keine Meldung dazu ist mehr da, deshalb lässt es sich nicht lesen',
  'worked on': 'es wird gerade bearbeitet',
  stuck: 'es hängt fest',
  'stuck for': 'es hängt fest: {why}',
  'open, nothing to do':
    'es wird bearbeitet und liegt noch keinem Menschen vor, daran lässt sich nichts ändern',
  'open, read again':
    'es wird bearbeitet und liegt noch keinem Menschen vor; die IT kann es neu lesen lassen: {command}',
  'over, nothing to do': 'es ist {result}, daran lässt sich nichts ändern',
  'over, read again': 'es ist {result}; die IT kann es neu lesen lassen: {command}',
  'no decision': 'niemand hat darüber entschieden',
  'not the last decision': 'Entscheidung {id} ist nicht die letzte dazu',
  'undo is over': 'zurücknehmen ließ sich die Entscheidung nur bis {at}',
  'last decision is': 'die letzte Entscheidung dazu ist {state}',
  'no such question': 'die Frage {id} gibt es zu dieser Prüfung nicht',
  'which question': 'sagen Sie, welche Frage: {ids}',
  'no open question': 'es ist keine Frage offen',
  'answered by': '{by} hat die Frage am {at} beantwortet',
  'answered already': 'die Frage ist schon beantwortet',

  'of bulk': 'Entscheidung {id} über mehrere: {why}',
  'none waits': 'es wartet keine mit dieser Nummer',
  'another person needed': 'es braucht jemand anders als {by}, denn von dort kam die Entscheidung',
  'confirmed by': '{by} hat sie schon bestätigt',

  'of notification': 'Meldung {id}: {why}',
  'no such notification': 'diese Meldung gibt es nicht',
  'type not reviewed': 'nichts von der Art {type} wird geprüft',
  'carries gone decision': 'sie trägt die Entscheidung eines Menschen, und die ist {state}',
  'carries decision': 'sie trägt die Entscheidung eines Menschen: {why}',
}

/** The words of ours in those. */
export const DE_WORDS: WordTexts = {
  approved: 'genehmigt',
  'flagged and approved': 'mit Ausnahmen genehmigt',
  'sent back': 'zurückgegeben',
  held: 'zurückgehalten',
  superseded: 'nicht mehr nötig',
  observed: 'nur beobachtet',
  accepted: 'angenommen',
  'taken back': 'zurückgenommen',
  'carried out': 'ausgeführt',
  'not carried out': 'nicht ausgeführt',
  gone: 'nicht mehr da',
}
