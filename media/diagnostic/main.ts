// The page of a diagnostic: the entry of its bundle. It starts the page.

import { webviewTransport } from '../shared/webviewTransport.ts';
import { DiagnosticPage } from './diagnosticPage.ts';

const root = document.createElement('main');
document.body.append(root);
new DiagnosticPage(root, webviewTransport()).start();
