// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.http;

/** What a person sees in the browser at the end of a sign-in; fixed texts. */
enum RedirectPage {
  DONE(200, "You are signed in", "You can close this window and go back to the program."),
  FAILED(400, "The sign-in failed", "Close this window. The program says what went wrong."),
  FOREIGN(400, "This is not for us", "This answer does not belong to the sign-in under way."),
  NOTHING(404, "There is nothing here", "Close this window and go back to the program.");

  private final int status;
  private final String title;
  private final String words;

  RedirectPage(int status, String title, String words) {
    this.status = status;
    this.title = title;
    this.words = words;
  }

  int status() {
    return status;
  }

  String html() {
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>%s</title>
        <meta name="viewport" content="width=device-width">
        <style>body{font:1.1em system-ui,sans-serif;margin:15vh auto;max-width:30em;padding:0 1em}
        </style></head><body><h1>%s</h1><p>%s</p></body></html>
        """
        .formatted(title, title, words);
  }
}
