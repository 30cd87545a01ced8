const UNCLAIMED = 'Gutschriften und private Ausgaben, die nicht eingereicht sind, bleiben außer Acht.'
const PRIVATE = 'Private Ausgaben, die nicht eingereicht sind, bleiben außer Acht.'

/** What the kinds of rules find and leave alone, in German, by what the policy file calls them. */
export const DE_RULES: Readonly<Record<string, string>> = {
  'receipt-missing': `Eine Position über einem Betrag hat weder Belegbild noch elektronischen Beleg, oder Concur selbst verlangt einen und es ist keiner da. Eine Erklärung, dass der Beleg fehlt, gilt als Beleg, wenn die Regel nichts anderes sagt. ${UNCLAIMED}`,
  'purpose-missing': `Der Geschäftszweck des Berichts oder einer Position ist leer oder hat zu wenige Wörter, die etwas sagen. Fehlt er einer Position mit Einzelposten, braucht jeder von ihnen einen. ${PRIVATE}`,
  'stale-entry': 'Eine Position war älter als eine Zahl von Tagen, als der Bericht eingereicht wurde.',
  'future-date':
    'Eine Position oder ein Einzelposten liegt nach dem Tag, an dem der Bericht eingereicht wurde.',
  'duplicate-entry':
    'Dieselbe Ausgabe steht zweimal im Bericht, in einem anderen Bericht derselben Person oder in dem einer anderen: gleiche Spesenart, gleicher Tag, Betrag und Anbieter. In anderen Berichten verdeckt eine andere Spesenart es nicht, und ohne Anbieter werden die anderer Personen nicht verglichen. Beträge von null und gleiche Einzelposten einer Position bleiben außer Acht.',
  'personal-claimed':
    'Eine Position oder ein Einzelposten ist als privat gekennzeichnet, und trotzdem ist ein Betrag davon zur Zahlung genehmigt.',
  'allocation-sum':
    'Die Aufteilungen einer Position oder eines Einzelpostens ergeben nicht 100 %. Was nicht aufgeteilt ist, bleibt außer Acht.',
  'itemization-sum': 'Die Einzelposten einer Position ergeben nicht ihren Betrag.',
  'amount-cap': `Eine Position oder ein Einzelposten liegt über der Obergrenze der Spesenart. ${PRIVATE}`,
  'attendees-missing': `Eine Bewirtung, als Position oder als Einzelposten darin, nennt zu wenige Teilnehmende. ${PRIVATE}`,
  'outside-report':
    'Eine Position oder ein Einzelposten liegt vor dem ersten oder nach dem letzten Tag, der für den Bericht angegeben ist.',
  'report-sum':
    'Die gebuchten Beträge der Positionen ergeben nicht die Summe des Berichts, weder mit privaten Ausgaben noch ohne sie. Auf Wunsch auch, wenn die Summe nicht aus Eingereichtem und Privatem besteht.',
  'unchanged-resubmission':
    'Der Connector hat den Bericht zurückgegeben, und er wurde wieder eingereicht, ohne dass sich etwas geändert hat, was die einreichende Person ändern kann. Was nur Menschen zurückgegeben haben, bleibt außer Acht.',
  'meal-limit': `Eine Mahlzeit kostet je Person mehr als eine Grenze. Nennt Concur den Anteil jeder Person, zählt der größte; sonst wird der Betrag durch die Zahl der Teilnehmenden geteilt, und ohne Teilnehmende gilt eine Person. ${UNCLAIMED}`,
  'attendee-yearly-total':
    'Was Concur als Ausgaben des Jahres für eine teilnehmende Person nennt, liegt über der Grenze ihrer Art. Concur nennt dazu keine Währung: Gerechnet wird in der Währung der Regel und nur bei Berichten in ihr. Jede Person wird in einem Bericht einmal genannt.',
  'public-official': `Unter den Teilnehmenden ist jemand aus dem öffentlichen Dienst: nach der Art, oder weil eines der Wörter in Titel oder Firma steht. Mit Beträgen nur, wenn die Ausgabe je Person mehr kostet. ${UNCLAIMED}`,
  'hotel-cap': `Ein Hotel kostet je Nacht mehr als die Obergrenze seiner Stadt. Jeder Einzelposten einer Zimmerart ist eine Nacht; sonst kann ein eigenes Feld die Zahl der Nächte nennen. ${UNCLAIMED}`,
  'air-class': `Ein Flug wurde in einer Klasse gebucht, die der Stufe der Person nicht erlaubt ist. Die Regel nennt die Felder, in denen beides steht. ${UNCLAIMED}`,
  'banned-words': `Eines von bestimmten Wörtern steht in Spesenart, Anbieter, Geschäftszweck oder Kommentar. Nur ganze Wörter zählen, Groß- und Kleinschreibung nicht. ${PRIVATE}`,
  'vendor-out-of-policy': `Der Anbieter steht nicht in einer Liste der erlaubten oder steht in einer der gesperrten. Der ganze Name zählt, Groß- und Kleinschreibung und Abstände nicht. ${PRIVATE}`,
  'exchange-rate': `Der Wechselkurs einer Position weicht um mehr als einen Prozentsatz vom Vergleichskurs ab. Ohne eigenen Kurs gilt das Verhältnis von gebuchtem zu bezahltem Betrag. ${PRIVATE}`,
  'mileage-cap': `Eine Fahrt mit dem Auto ist länger als eine Grenze, je Position oder je Tag. Nennt Concur die Strecke nicht, kann ein eigenes Feld sie nennen. ${PRIVATE}`,
  'cost-object': `Eine Kontierung des Berichts, einer Position oder ihrer Aufteilungen steht nicht in der Liste oder ist am Tag der Ausgabe nicht offen. ${PRIVATE}`,
  'over-request': `Was der Bericht zu einer Zeile eines genehmigten Reiseantrags einreicht, liegt um mehr als einen Prozentsatz über dem genehmigten Betrag. Alle Positionen dazu zählen zusammen, gemeldet wird die letzte. ${PRIVATE}`,
  'own-approval':
    'Wer den Bericht genehmigt, hat ihn selbst eingereicht. Verglichen werden die Anmeldenamen.',
  'approver-authority':
    'Die Summe des Berichts liegt über dem, was die genehmigende Person genehmigen darf. Die Grenzen stehen in einer Liste nach Anmeldenamen; wer nicht darin steht, hat die Grenze aller anderen, wenn es eine gibt.',
  'affidavits-too-often':
    'Belege wurden am Tag, in der Woche, im Monat oder im Jahr öfter als erlaubt für fehlend erklärt, frühere Berichte eingeschlossen; gemeldet wird die erste Position darüber. Private Ausgaben, die nicht eingereicht sind, zählen nicht.',
  'card-claimed-as-cash': `Derselbe Kauf wurde mit Firmenkarte bezahlt und auch bar eingereicht: gleicher Tag und Betrag, beide hier oder eine in einem früheren Bericht derselben Person. ${UNCLAIMED}`,
  'overlapping-report':
    'Die Tage dieses Berichts überschneiden sich an mehr Tagen als erlaubt mit denen eines anderen Berichts derselben Person. Je Bericht eine Feststellung.',
  'cap-per-period':
    'Die Spesenarten ergeben zusammen mehr als die Obergrenze eines Tages, einer Woche, eines Monats oder Jahres, frühere Berichte derselben Person eingeschlossen. Gemeldet wird, was die Summe darüber hebt. Gutschriften werden abgezogen; private Ausgaben, die nicht eingereicht sind, zählen nicht.',
  'too-many-per-period':
    'Am Tag, in der Woche, im Monat oder im Jahr gibt es mehr Ausgaben dieser Arten als erlaubt, frühere Berichte derselben Person eingeschlossen. Gemeldet wird die erste darüber. Gutschriften und private Ausgaben, die nicht eingereicht sind, zählen nicht.',
  'split-purchase': `Mehrere Positionen desselben Anbieters an einem Tag oder innerhalb einiger Tage liegen einzeln höchstens an einer Grenze und zusammen darüber, frühere Berichte derselben Person eingeschlossen. ${UNCLAIMED}`,
  'just-under-limit': `Mehrere Positionen liegen an einer Grenze oder nur wenig darunter, als sollten sie darin bleiben. Jede wird gemeldet. ${UNCLAIMED}`,
  'round-amount': `Der Betrag ist ein Vielfaches einer runden Zahl wie 50, wie es erfundene und geschätzte Beträge oft sind. Kleine Beträge bleiben außer Acht. ${UNCLAIMED}`,
  'per-diem-and-actuals': `Für einen Tag sind Pauschale und tatsächliche Kosten eingereicht, frühere Berichte derselben Person eingeschlossen. ${UNCLAIMED}`,
  'cash-withdrawn': `Am Automaten abgehobenes Geld ist als Ausgabe gebucht: nach der Spesenart oder einem Wort im Namen des Anbieters wie ATM. Nur ganze Wörter zählen. ${UNCLAIMED}`,
  'weekend-or-holiday': `Eine Position oder ein Einzelposten liegt an einem Wochenende oder an einem Feiertag der Liste. Ein Feiertag eines Landes gilt nur für Ausgaben dort. ${UNCLAIMED}`,
  'tip-share': `Das Trinkgeld ist mehr als ein Anteil der Mahlzeit ohne Trinkgeld. Als Einzelposten gehört es zur Mahlzeit derselben Position, als eigene Position zu den Mahlzeiten des Tages ohne Einzelposten. ${PRIVATE}`,
  condition:
    'Eine eigene Bedingung trifft zu: beim Bericht, bei einer Position, einem Einzelposten, einer Aufteilung oder einer teilnehmenden Person. Fehlt ein Feld, das sie braucht, oder sind Beträge in zwei Währungen, wird sie nicht angewendet.',
}
