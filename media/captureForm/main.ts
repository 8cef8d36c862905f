// The capture form: the entry of its bundle. It starts the page.

import { webviewTransport } from '../shared/webviewTransport.ts';
import { CaptureFormPage } from './captureFormPage.ts';

const root = document.createElement('main');
document.body.append(root);
new CaptureFormPage(root, webviewTransport()).start();
