// The live panel's texts in the user's language. Webviews have no localisation of their own, so they get the words from here.

import * as vscode from 'vscode';

type Texts = Readonly<Record<string, string>>;

/** Each text by its English original or its id, as the view looks it up. */
export function trafficTexts(): Texts {
  return {
    ...listTexts(),
    ...toolbarTexts(),
    ...filterTexts(),
    ...summaryTexts(),
    ...detailsTexts(),
    ...tabTexts(),
    ...problemTexts(),
    ...filterProblemTexts(),
    ...filterKeyTexts(),
    ...filterFlagTexts(),
  };
}

/** The list and its columns. */
function listTexts(): Texts {
  return {
    Time: vscode.l10n.t('Time'),
    Method: vscode.l10n.t('Method'),
    Path: vscode.l10n.t('Path'),
    Host: vscode.l10n.t('Host'),
    Status: vscode.l10n.t('Status'),
    Duration: vscode.l10n.t('Duration'),
    State: vscode.l10n.t('State'),
    Size: vscode.l10n.t('Size'),
    'Request size': vscode.l10n.t('Request size'),
    Type: vscode.l10n.t('Type'),
    Client: vscode.l10n.t('Client'),
    Partition: vscode.l10n.t('Partition'),
    Sequence: vscode.l10n.t('Sequence'),
    Problems: vscode.l10n.t('Problems'),
    Note: vscode.l10n.t('Note'),
    Mark: vscode.l10n.t('Mark'),
    'API calls': vscode.l10n.t('API calls'),
    Pin: vscode.l10n.t('Pin'),
    Unpin: vscode.l10n.t('Unpin'),
    pinned: vscode.l10n.t('pinned'),
    highlighted: vscode.l10n.t('highlighted'),
    'note: {0}': vscode.l10n.t('note: {0}'),
    'measured by the gateway': vscode.l10n.t('measured by the gateway'),
    'between the times at which the hub stored both halves': vscode.l10n.t(
      'between the times at which the hub stored both halves',
    ),
    'Enter sorts, Shift with arrows resizes, Ctrl with arrows moves': vscode.l10n.t(
      'Enter sorts, Shift with arrows resizes, Ctrl with arrows moves',
    ),
    'Choose columns': vscode.l10n.t('Choose columns'),
    'Header as a column': vscode.l10n.t('Header as a column'),
    Add: vscode.l10n.t('Add'),
    'Restore columns': vscode.l10n.t('Restore columns'),
    'No call matches the filter.': vscode.l10n.t('No call matches the filter.'),
    'There are no calls.': vscode.l10n.t('There are no calls.'),
    'Waiting for the first call...': vscode.l10n.t('Waiting for the first call...'),
    'Connecting to the event hub...': vscode.l10n.t('Connecting to the event hub...'),
    'Calls appear here as soon as the gateway logs them.': vscode.l10n.t(
      'Calls appear here as soon as the gateway logs them.',
    ),
    'Line between list and details': vscode.l10n.t('Line between list and details'),
    pending: vscode.l10n.t('pending'),
    completed: vscode.l10n.t('completed'),
    orphaned: vscode.l10n.t('response only'),
    unanswered: vscode.l10n.t('unanswered'),
    unreadable: vscode.l10n.t('unreadable'),
    'mark.red': vscode.l10n.t('red mark'),
    'mark.yellow': vscode.l10n.t('yellow mark'),
    'mark.green': vscode.l10n.t('green mark'),
    'mark.blue': vscode.l10n.t('blue mark'),
  };
}

/** The head of the page. */
function toolbarTexts(): Texts {
  return {
    connecting: vscode.l10n.t('connecting'),
    live: vscode.l10n.t('live'),
    reconnecting: vscode.l10n.t('reconnecting'),
    failed: vscode.l10n.t('failed'),
    stopped: vscode.l10n.t('stopped'),
    paused: vscode.l10n.t('paused'),
    file: vscode.l10n.t('file'),
    Pause: vscode.l10n.t('Pause'),
    Resume: vscode.l10n.t('Resume'),
    Clear: vscode.l10n.t('Clear'),
    Retry: vscode.l10n.t('Retry'),
    'Follow newest': vscode.l10n.t('Follow newest'),
    'Hide sensitive values': vscode.l10n.t('Hide sensitive values'),
    Export: vscode.l10n.t('Export'),
    'Export as HAR...': vscode.l10n.t('Export as HAR...'),
    'Save session...': vscode.l10n.t('Save session...'),
    'Report of secrets in clear text': vscode.l10n.t('Report of secrets in clear text'),
    '+{0} new': vscode.l10n.t('+{0} new'),
    '{0} call': vscode.l10n.t('{0} call'),
    '{0} calls': vscode.l10n.t('{0} calls'),
    'kept {0} of {1} calls': vscode.l10n.t('kept {0} of {1} calls'),
    '{0} unreadable event': vscode.l10n.t('{0} unreadable event'),
    '{0} unreadable events': vscode.l10n.t('{0} unreadable events'),
    '{0} event was gone before it could be read': vscode.l10n.t('{0} event was gone before it could be read'),
    '{0} events were gone before they could be read': vscode.l10n.t('{0} events were gone before they could be read'),
    'consumer group {0}': vscode.l10n.t('consumer group {0}'),
  };
}

/** The filter line. */
function filterTexts(): Texts {
  return {
    Filter: vscode.l10n.t('Filter'),
    Highlight: vscode.l10n.t('Highlight'),
    'Filter, for example status>=400 path:/orders -method:GET': vscode.l10n.t(
      'Filter, for example status>=400 path:/orders -method:GET',
    ),
    'Highlight without hiding': vscode.l10n.t('Highlight without hiding'),
    'Clear filter': vscode.l10n.t('Clear filter'),
    Suggestions: vscode.l10n.t('Suggestions'),
    Filtering: vscode.l10n.t('Filtering'),
    Cancel: vscode.l10n.t('Cancel'),
    '{0} of {1} shown': vscode.l10n.t('{0} of {1} shown'),
    'Saved filters': vscode.l10n.t('Saved filters'),
    'No saved filters.': vscode.l10n.t('No saved filters.'),
    'Name of the filter': vscode.l10n.t('Name of the filter'),
    Save: vscode.l10n.t('Save'),
    'Delete {0}': vscode.l10n.t('Delete {0}'),
  };
}

/** Time axis and summary. */
function summaryTexts(): Texts {
  return {
    Summary: vscode.l10n.t('Summary'),
    Rate: vscode.l10n.t('Rate'),
    '{0}/s': vscode.l10n.t('{0}/s'),
    Errors: vscode.l10n.t('Errors'),
    Pending: vscode.l10n.t('Pending'),
    Unanswered: vscode.l10n.t('Unanswered'),
    'Clock skew': vscode.l10n.t('Clock skew'),
    Partitions: vscode.l10n.t('Partitions'),
    'partition {0}': vscode.l10n.t('partition {0}'),
    '{0} event behind': vscode.l10n.t('{0} event behind'),
    '{0} events behind': vscode.l10n.t('{0} events behind'),
    '{0} missing': vscode.l10n.t('{0} missing'),
    Account: vscode.l10n.t('Account'),
    'Account of events': vscode.l10n.t('Account of events'),
    'Events received': vscode.l10n.t('Events received'),
    'of these unreadable, shown raw': vscode.l10n.t('of these unreadable, shown raw'),
    'of these repeated': vscode.l10n.t('of these repeated'),
    'of these out of order': vscode.l10n.t('of these out of order'),
    'Events gone before they could be read': vscode.l10n.t('Events gone before they could be read'),
    'Calls since the beginning': vscode.l10n.t('Calls since the beginning'),
    'Calls evicted to hold the limits': vscode.l10n.t('Calls evicted to hold the limits'),
    'Calls kept': vscode.l10n.t('Calls kept'),
    'of these pinned': vscode.l10n.t('of these pinned'),
    Memory: vscode.l10n.t('Memory'),
    '{0} of {1}': vscode.l10n.t('{0} of {1}'),
    'Clock of the gateway against the hub': vscode.l10n.t('Clock of the gateway against the hub'),
    'Calls over time': vscode.l10n.t('Calls over time'),
    'Arrows choose a time, Shift with arrows a span, Enter filters by it, Escape takes it away': vscode.l10n.t(
      'Arrows choose a time, Shift with arrows a span, Enter filters by it, Escape takes it away',
    ),
    answered: vscode.l10n.t('answered'),
    'partition.connecting': vscode.l10n.t('connecting'),
    'partition.live': vscode.l10n.t('live'),
    'partition.lagging': vscode.l10n.t('behind'),
    'partition.reconnecting': vscode.l10n.t('reconnecting'),
    'partition.stolen': vscode.l10n.t('taken by another reader'),
    'partition.quota': vscode.l10n.t('too many readers'),
    'partition.unauthorized': vscode.l10n.t('access refused'),
  };
}

/** The details and their tabs. */
function detailsTexts(): Texts {
  return {
    'Details of the call': vscode.l10n.t('Details of the call'),
    'Close details': vscode.l10n.t('Close details'),
    Request: vscode.l10n.t('Request'),
    Response: vscode.l10n.t('Response'),
    Headers: vscode.l10n.t('Headers'),
    Query: vscode.l10n.t('Query'),
    Cookies: vscode.l10n.t('Cookies'),
    Body: vscode.l10n.t('Body'),
    Timing: vscode.l10n.t('Timing'),
    Raw: vscode.l10n.t('Raw'),
    Event: vscode.l10n.t('Event'),
    'Copy Request': vscode.l10n.t('Copy Request'),
    'Copy Response': vscode.l10n.t('Copy Response'),
    'Copy as...': vscode.l10n.t('Copy as...'),
    'Copy as cURL (bash)': vscode.l10n.t('Copy as cURL (bash)'),
    'Copy as cURL (cmd)': vscode.l10n.t('Copy as cURL (cmd)'),
    'Copy as PowerShell': vscode.l10n.t('Copy as PowerShell'),
    'Copy as fetch': vscode.l10n.t('Copy as fetch'),
    'Copy raw': vscode.l10n.t('Copy raw'),
    'Open in Editor': vscode.l10n.t('Open in Editor'),
    'No mark': vscode.l10n.t('No mark'),
    'Note; Enter keeps it, Escape does not': vscode.l10n.t('Note; Enter keeps it, Escape does not'),
    'No response yet.': vscode.l10n.t('No response yet.'),
    'No response came within the time limit.': vscode.l10n.t('No response came within the time limit.'),
    'The request did not come.': vscode.l10n.t('The request did not come.'),
    'This event is not a logged request or response. Its content:': vscode.l10n.t(
      'This event is not a logged request or response. Its content:',
    ),
    'This row is no longer kept.': vscode.l10n.t('This row is no longer kept.'),
    'No body': vscode.l10n.t('No body'),
    'Only the beginning of the body is shown here.': vscode.l10n.t('Only the beginning of the body is shown here.'),
    'Only the beginning of the event is shown here.': vscode.l10n.t('Only the beginning of the event is shown here.'),
    'Body, {0}': vscode.l10n.t('Body, {0}'),
    'Body, {0} of {1} were logged': vscode.l10n.t('Body, {0} of {1} were logged'),
    'The body is no text; the tab Body shows it.': vscode.l10n.t('The body is no text; the tab Body shows it.'),
    'The body as an image': vscode.l10n.t('The body as an image'),
    'The image is not whole.': vscode.l10n.t('The image is not whole.'),
    Half: vscode.l10n.t('Half'),
    Form: vscode.l10n.t('Form'),
    Formatted: vscode.l10n.t('Formatted'),
    Hex: vscode.l10n.t('Hex'),
    'Show more': vscode.l10n.t('Show more'),
  };
}

/** What stands in the tabs. */
function tabTexts(): Texts {
  return {
    'Request headers': vscode.l10n.t('Request headers'),
    'Response headers': vscode.l10n.t('Response headers'),
    'Filter headers': vscode.l10n.t('Filter headers'),
    Sorted: vscode.l10n.t('Sorted'),
    'The request has no query.': vscode.l10n.t('The request has no query.'),
    'No cookies.': vscode.l10n.t('No cookies.'),
    'Cookies of the request': vscode.l10n.t('Cookies of the request'),
    'Cookies that the response sets': vscode.l10n.t('Cookies that the response sets'),
    reconstructed: vscode.l10n.t('reconstructed'),
    'The gateway joined several Set-Cookie headers into one; they were split here.': vscode.l10n.t(
      'The gateway joined several Set-Cookie headers into one; they were split here.',
    ),
    'partition {0}, sequence {1}, {2}': vscode.l10n.t('partition {0}, sequence {1}, {2}'),
    '{0} further event with this message id': vscode.l10n.t('{0} further event with this message id'),
    '{0} further events with this message id': vscode.l10n.t('{0} further events with this message id'),
    Repeats: vscode.l10n.t('Repeats'),
    Offset: vscode.l10n.t('Offset'),
    Enqueued: vscode.l10n.t('Enqueued'),
    Format: vscode.l10n.t('Format'),
    Properties: vscode.l10n.t('Properties'),
    'Said by the gateway': vscode.l10n.t('Said by the gateway'),
    'There is no duration without both halves.': vscode.l10n.t('There is no duration without both halves.'),
    'The duration is negative: the clocks of two partitions differ. It is shown as it was measured.': vscode.l10n.t(
      'The duration is negative: the clocks of two partitions differ. It is shown as it was measured.',
    ),
    'The clock of the sender of the response is {0} off that of the hub, to the second.': vscode.l10n.t(
      'The clock of the sender of the response is {0} off that of the hub, to the second.',
    ),
    'Request at the gateway': vscode.l10n.t('Request at the gateway'),
    'Request stored by the hub': vscode.l10n.t('Request stored by the hub'),
    'Response at the gateway': vscode.l10n.t('Response at the gateway'),
    'Response stored by the hub': vscode.l10n.t('Response stored by the hub'),
    'First seen here': vscode.l10n.t('First seen here'),
    'clock of the gateway': vscode.l10n.t('clock of the gateway'),
    'clock of the hub': vscode.l10n.t('clock of the hub'),
    'clock of this computer': vscode.l10n.t('clock of this computer'),
  };
}

/** Problems of rows, by their ids. */
function problemTexts(): Texts {
  return {
    empty: vscode.l10n.t('The message is empty.'),
    badStartLine: vscode.l10n.t('The first line is not an HTTP start line.'),
    noBlankLine: vscode.l10n.t('The head does not end; the message was cut in it.'),
    badHeaderLine: vscode.l10n.t('A header line has no colon.'),
    truncatedBody: vscode.l10n.t('The gateway logged only the beginning of the body.'),
    surplusBody: vscode.l10n.t('The body is longer than its Content-Length; it was decoded or re-encoded on its way.'),
    damagedText: vscode.l10n.t('Bytes that are no text were replaced.'),
    cutCharacter: vscode.l10n.t('The cut split a character; what is left of it was replaced.'),
    chunkedPlainBody: vscode.l10n.t('Transfer-Encoding says chunked, but the body was logged without chunks.'),
    joinedSetCookie: vscode.l10n.t('Several Set-Cookie headers were joined into one line.'),
    hubGap: vscode.l10n.t('The hub lost events meanwhile; the other half may have been among them.'),
    negativeDuration: vscode.l10n.t('The duration is negative: clocks differ.'),
    repeated: vscode.l10n.t('More events came with this message id.'),
    noDirectionLine: vscode.l10n.t('The first line is neither "request:" nor "response:" with an id.'),
    noMessageId: vscode.l10n.t('The message id is missing.'),
  };
}

/** What can be wrong with a filter, by code. */
function filterProblemTexts(): Texts {
  return {
    'filter.unknownKey': vscode.l10n.t('There is no key "{0}".'),
    'filter.missingValue': vscode.l10n.t('A value is missing behind "{0}".'),
    'filter.badNumber': vscode.l10n.t('"{0}" is no number.'),
    'filter.badDuration': vscode.l10n.t('"{0}" is no duration. Write for example 500ms, 2s or 1m.'),
    'filter.badSize': vscode.l10n.t('"{0}" is no size. Write for example 500, 10kb or 2mb.'),
    'filter.badTime': vscode.l10n.t('"{0}" is no time. Write for example 10:30, -5m or 2026-03-01T10:00:00Z.'),
    'filter.badStatus': vscode.l10n.t('"{0}" is no status. Write for example 404 or 5xx.'),
    'filter.badRegex': vscode.l10n.t('The pattern cannot be used ({0}).'),
    'filter.badOperator': vscode.l10n.t('"{0}" does not fit here.'),
    'filter.unknownFlag': vscode.l10n.t('"{0}" is not known here.'),
    'filter.unclosedQuote': vscode.l10n.t('The closing quotation mark is missing.'),
    'filter.unclosedGroup': vscode.l10n.t('The closing parenthesis is missing.'),
    'filter.unexpectedClose': vscode.l10n.t('There is no opening parenthesis for this one.'),
    'filter.missingTerm': vscode.l10n.t('Something is missing behind "{0}".'),
    'filter.tooLong': vscode.l10n.t('The filter is longer than {0} characters.'),
    'filter.tooDeep': vscode.l10n.t('The filter is nested deeper than {0}.'),
  };
}

/** What the keys of a filter ask for. */
function filterKeyTexts(): Texts {
  return {
    saved: vscode.l10n.t('saved'),
    'key.method': vscode.l10n.t('method of the request'),
    'key.status': vscode.l10n.t('status code, for example 404 or 5xx'),
    'key.path': vscode.l10n.t('path of the request'),
    'key.host': vscode.l10n.t('host of the request'),
    'key.query': vscode.l10n.t('query of the request'),
    'key.url': vscode.l10n.t('host, path and query'),
    'key.target': vscode.l10n.t('target as it was logged'),
    'key.duration': vscode.l10n.t('duration, for example 500ms'),
    'key.age': vscode.l10n.t('how long the answer is awaited'),
    'key.is': vscode.l10n.t('state or mark of the call'),
    'key.has': vscode.l10n.t('what the call has'),
    'key.size': vscode.l10n.t('size of the response body'),
    'key.request-size': vscode.l10n.t('size of the request body'),
    'key.type': vscode.l10n.t('media type'),
    'key.ip': vscode.l10n.t('address of the caller'),
    'key.time': vscode.l10n.t('time, for example 10:30..10:35'),
    'key.header': vscode.l10n.t('header of either half'),
    'key.req-header': vscode.l10n.t('header of the request'),
    'key.res-header': vscode.l10n.t('header of the response'),
    'key.body': vscode.l10n.t('text of either body'),
    'key.req-body': vscode.l10n.t('text of the request body'),
    'key.res-body': vscode.l10n.t('text of the response body'),
    'key.text': vscode.l10n.t('text anywhere'),
    'key.id': vscode.l10n.t('message id'),
    'key.partition': vscode.l10n.t('partition'),
    'key.seq': vscode.l10n.t('sequence number'),
    'key.row': vscode.l10n.t('number of the row'),
    'key.mark': vscode.l10n.t('colour of the mark'),
    'key.note': vscode.l10n.t('text of the note'),
  };
}

/** What the words behind `is:` and `has:` mean. */
function filterFlagTexts(): Texts {
  return {
    'is.pending': vscode.l10n.t('waits for its response'),
    'is.completed': vscode.l10n.t('has both halves'),
    'is.orphaned': vscode.l10n.t('has a response only'),
    'is.unanswered': vscode.l10n.t('got no response in time'),
    'is.unreadable': vscode.l10n.t('is no logged message'),
    'is.error': vscode.l10n.t('status 400 and above, or unanswered'),
    'is.pinned': vscode.l10n.t('is pinned'),
    'is.marked': vscode.l10n.t('has a mark'),
    'is.noted': vscode.l10n.t('has a note'),
    'is.truncated': vscode.l10n.t('has a body that was cut'),
    'is.repeated': vscode.l10n.t('came more than once'),
    'is.problem': vscode.l10n.t('has a problem'),
    'is.gap': vscode.l10n.t('fell into a gap of the hub'),
    'is.negative': vscode.l10n.t('has a negative duration'),
    'has.request': vscode.l10n.t('a request'),
    'has.response': vscode.l10n.t('a response'),
    'has.body': vscode.l10n.t('a body'),
    'has.req-body': vscode.l10n.t('a request body'),
    'has.res-body': vscode.l10n.t('a response body'),
    'has.query': vscode.l10n.t('a query'),
    'has.note': vscode.l10n.t('a note'),
    'has.mark': vscode.l10n.t('a mark'),
    'has.problem': vscode.l10n.t('a problem'),
  };
}
