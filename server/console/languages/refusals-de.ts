/** What Concur's refusals mean, and who has to act, in German; by the English texts of `server/concur/refusals.ts`. */
export const DE_REFUSALS: Readonly<Record<string, string>> = {
  'the report is at a step that no external system may move on':
    'der Bericht ist an einem Schritt, den kein fremdes System weiterführen darf',
  'a workflow administrator gives the step the role External System':
    'die Workflow-Administration gibt dem Schritt die Rolle External System',
  'the step where the report waits does not offer this action':
    'der Schritt, an dem der Bericht wartet, bietet das nicht an',
  'a workflow administrator looks at the step, should it stay so':
    'bleibt es so, sieht sich die Workflow-Administration den Schritt an',
  'the report is at another step, or its step does not offer this action':
    'der Bericht ist an einem anderen Schritt, oder sein Schritt bietet das nicht an',
  'Concur wants a comment with what is sent back': 'Concur verlangt beim Zurückgeben einen Kommentar',
  'Concur wants a comment with the approval': 'Concur verlangt beim Genehmigen einen Kommentar',
  'tell us: the connector did not send it': 'melden Sie es uns: Der Connector hat ihn nicht gesendet',
  'an expense is rejected, and the approval came without a comment on that':
    'eine Ausgabe ist abgelehnt, und die Genehmigung kam ohne Kommentar dazu',
  'retry the review: the expense may have been rejected after the report was read':
    'lassen Sie die Prüfung neu versuchen: Die Ausgabe kann nach dem Lesen abgelehnt worden sein',
  'a cost object was changed without a comment': 'eine Kontierung wurde ohne Kommentar geändert',
  'a budget object was changed without a comment': 'ein Budget wurde ohne Kommentar geändert',
  'whoever changed it in Concur comments on it': 'wer es in Concur geändert hat, schreibt einen Kommentar',
  'the card account or the payment type of an expense has no clearing account code':
    'das Kartenkonto oder die Zahlungsart einer Ausgabe hat kein Verrechnungskonto',
  'an Expense administrator sets the clearing account code':
    'die Expense-Administration trägt das Verrechnungskonto ein',
  'the receipts have not been reviewed in Concur': 'die Belege sind in Concur noch nicht geprüft',
  'whoever reviews receipts in Concur does so': 'wer in Concur Belege prüft, tut es',
  'Concur does not know the report by this id': 'Concur kennt den Bericht unter dieser Kennung nicht',
  'tell us: the connector has sent what it should not':
    'melden Sie es uns: Der Connector hat gesendet, was er nicht sollte',
  'an allocation lacks a required field': 'einer Aufteilung fehlt ein Pflichtfeld',
  'the employee fills it in': 'die einreichende Person füllt es aus',
  'the report cannot be recalled': 'der Bericht kann nicht zurückgerufen werden',
  'the report has an exception whose code is blocking in Concur, and its workflow step must not be left with one':
    'der Bericht hat eine Ausnahme, deren Code in Concur sperrt, und sein Schritt darf damit nicht verlassen werden',
  'correct the exception, give its code a severity that does not block, let the workflow step be left with blocking exceptions, or have the policy send such objects back':
    'beheben Sie die Ausnahme, geben Sie ihrem Code einen Schweregrad, der nicht sperrt, lassen Sie den Schritt auch mit sperrenden Ausnahmen verlassen, oder lassen Sie die Richtlinie so etwas zurückgeben',
  'there is nobody to approve next': 'es gibt niemanden, der als Nächstes genehmigt',
  'there is nobody to approve next, and nobody can be chosen at this step':
    'es gibt niemanden, der als Nächstes genehmigt, und an diesem Schritt lässt sich niemand wählen',
  'an administrator gives the employee an approver in Concur':
    'die Administration trägt der einreichenden Person in Concur Genehmigende ein',
  'the employee chooses an approver in their profile in Concur':
    'die einreichende Person wählt in ihrem Profil in Concur, wer genehmigt',
  'the report waits for receipt images, and there is nobody to approve next':
    'der Bericht wartet auf Belege, und es gibt niemanden, der als Nächstes genehmigt',
  'who should approve next may not approve this amount':
    'wer als Nächstes genehmigen soll, darf diesen Betrag nicht genehmigen',
  'an administrator checks the authorized approvers of the employee in Concur':
    'die Administration prüft in Concur, wer für die einreichende Person genehmigen darf',
  'who was named to approve next cannot be found': 'wer als Nächstes genehmigen soll, ist nicht zu finden',
  'an administrator checks the approvers of the employee in Concur':
    'die Administration prüft in Concur, wer für die einreichende Person genehmigt',
  'who should approve next is no approver': 'wer als Nächstes genehmigen soll, darf nicht genehmigen',
  'an administrator gives the employee another approver in Concur':
    'die Administration trägt der einreichenden Person in Concur jemand anders zum Genehmigen ein',
  'the employee would approve their own report':
    'die einreichende Person würde ihren eigenen Bericht genehmigen',
  'the employee would approve their own cash advance':
    'die einreichende Person würde ihren eigenen Vorschuss genehmigen',
  'the token belongs to the employee whose report it is': 'das Token gehört der Person, deren Bericht es ist',
  'an administrator of the connector takes the token of the company':
    'wer den Connector betreibt, nimmt das Token des Unternehmens',
  'the next step of the workflow has nobody to approve it':
    'am nächsten Schritt des Workflows gibt es niemanden, der genehmigt',
  'an approver has to be identified for that step: a workflow administrator looks at it':
    'für diesen Schritt muss jemand zum Genehmigen bestimmt werden: Das tut die Workflow-Administration',
  'the configuration of the workflow has changed since the report was submitted':
    'der Workflow ist geändert worden, seit der Bericht eingereicht wurde',
  'a new approver has to be selected in Concur: an administrator looks at the report':
    'in Concur muss neu gewählt werden, wer genehmigt: Das tut die Administration',
  'the approval flow of the report has to be completed first':
    'der Genehmigungsablauf des Berichts muss erst vervollständigt werden',
  'a person reviews its approvers in Concur': 'jemand prüft in Concur, wer genehmigt',
  'the report is at a step for the approvers of its cost objects':
    'der Bericht ist an einem Schritt für die Genehmigenden seiner Kontierungen',
  'the approvers of its cost objects approve in Concur':
    'die Genehmigenden seiner Kontierungen genehmigen in Concur',
  'the shares of the attendees do not add up to the expense':
    'die Anteile der Teilnehmenden ergeben nicht die Ausgabe',
  'the employee corrects the report and submits it again':
    'die einreichende Person korrigiert den Bericht und reicht ihn neu ein',
  'Concur does not know the status that was asked for': 'Concur kennt den verlangten Stand nicht',
  'the report is at a step of the funds and grants integration':
    'der Bericht ist an einem Schritt der Anbindung für Fördermittel',
  'a workflow administrator looks at the order of the steps':
    'die Workflow-Administration sieht sich die Reihenfolge der Schritte an',
  'a delegate has prepared the report, and the employee has to submit it':
    'jemand hat den Bericht in Vertretung vorbereitet, und die Person selbst muss ihn einreichen',
  'the employee submits it': 'die Person selbst reicht ihn ein',
  'the report does not pass the checks of a submission: it has no expenses':
    'der Bericht besteht die Prüfung der Einreichung nicht: Er hat keine Ausgaben',
  'the report does not pass the checks of a submission: its exceptions are too many or too severe':
    'der Bericht besteht die Prüfung der Einreichung nicht: Er hat zu viele oder zu schwere Ausnahmen',
  'the report does not pass the checks of a submission: the exceptions of an expense are too many or too severe':
    'der Bericht besteht die Prüfung der Einreichung nicht: Eine Ausgabe hat zu viele oder zu schwere Ausnahmen',
  'the report does not pass the checks of a submission: a required field is empty':
    'der Bericht besteht die Prüfung der Einreichung nicht: Ein Pflichtfeld ist leer',
  'the report does not pass the checks that Concur makes at its submission':
    'der Bericht besteht nicht, was Concur bei der Einreichung prüft',
  'Concur does not accept a parameter': 'Concur nimmt eine Angabe nicht an',
  'an id that was sent is no UUID': 'eine gesendete Kennung ist keine UUID',
  'a parameter is missing': 'eine Angabe fehlt',
  'an exception of the request blocks it': 'eine Ausnahme des Antrags sperrt ihn',
  'Concur does not take the user of the token': 'Concur nimmt den Benutzer des Tokens nicht an',
  'an administrator of the connector checks CONCUR_REFRESH_TOKEN':
    'wer den Connector betreibt, prüft CONCUR_REFRESH_TOKEN',
  'the application or its user may not do this': 'die Anwendung oder ihr Benutzer darf das nicht',
  'a Concur administrator checks the scopes of the application and the role of the token’s user':
    'die Concur-Administration prüft die Scopes der Anwendung und die Rolle des Benutzers, dem das Token gehört',
  'the user that the token belongs to may not do this with the request':
    'der Benutzer, dem das Token gehört, darf das mit dem Antrag nicht',
  'a Concur administrator checks the role of the token’s user, or the token of the company is taken':
    'die Concur-Administration prüft dessen Rolle, oder es wird das Token des Unternehmens genommen',
  'the company may not use Concur’s services for requests':
    'das Unternehmen darf Concurs Dienste für Anträge nicht nutzen',
  'a Concur administrator asks SAP to enable them':
    'die Concur-Administration bittet SAP, sie freizuschalten',
  'the request is not approved, which this action needs': 'dafür müsste der Antrag genehmigt sein',
  'nobody, unless it should have been approved': 'niemand, außer er hätte genehmigt sein sollen',
  'Concur does not know the request': 'Concur kennt den Antrag nicht',
  'nobody, unless it is there in Concur': 'niemand, außer er ist in Concur doch da',
  'Concur took too long': 'Concur brauchte zu lange',
  'nobody: the connector tries again': 'niemand: Der Connector versucht es noch einmal',
  'nobody is authorized to approve this amount': 'niemand darf diesen Betrag genehmigen',
  'an administrator adds an authorized approver in Concur':
    'die Administration trägt in Concur jemanden ein, der es darf',
  'the approval flow of the request has to be completed first':
    'der Genehmigungsablauf des Antrags muss erst vervollständigt werden',
  'the employee would approve their own request':
    'die einreichende Person würde ihren eigenen Antrag genehmigen',
  'an exception of the request blocks it, and its workflow step must not be left with one':
    'eine Ausnahme des Antrags sperrt ihn, und sein Schritt darf damit nicht verlassen werden',
  'the cash advance of the request would be approved by the employee who gets it':
    'den Vorschuss des Antrags würde genehmigen, wer ihn bekommt',
  'the cash advance of the request keeps it from moving on, as the code says':
    'der Vorschuss des Antrags hält ihn auf, wie der Code sagt',
  'a cash advance administrator looks at it in Concur':
    'die Vorschuss-Administration sieht es sich in Concur an',
  'Concur gives its service a pause': 'Concur gibt seinem Dienst eine Pause',
  'Concur’s data for the company are offline for a while':
    'Concurs Daten des Unternehmens sind eine Weile nicht erreichbar',
  'Concur Travel did not answer the approval': 'Concur Travel hat auf die Genehmigung nicht geantwortet',
  'Concur Travel did not take the approval': 'Concur Travel hat die Genehmigung nicht angenommen',
}
