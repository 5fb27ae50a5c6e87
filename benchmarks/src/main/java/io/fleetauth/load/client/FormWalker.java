// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import io.fleetauth.load.client.Submission.Purpose;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * A person with a browser: goes through the pages of any server as far as their forms lead, each
 * time anew, without cookies of the last time. Whether that was an approval is known only when the
 * device has its tokens.
 */
public final class FormWalker implements Approver {

  private static final int MOST_PAGES = 12;

  private final Wire wire;
  private final FormReader reader;

  public FormWalker(Wire wire, String user, String password) {
    this.wire = wire;
    this.reader = new FormReader(user, password);
  }

  @Override
  public Mono<Void> approve(Prompt prompt) {
    return Mono.defer(
        () -> {
          var browser = new Browser(wire);
          var walk = new Walk(browser, prompt);
          return browser.open(prompt.page()).flatMap(walk::on);
        });
  }

  private final class Walk {

    private final Browser browser;
    private final Prompt prompt;
    private final Set<Purpose> done = EnumSet.noneOf(Purpose.class);
    private int pages;

    Walk(Browser browser, Prompt prompt) {
      this.browser = browser;
      this.prompt = prompt;
    }

    Mono<Void> on(Page page) {
      if (page.status() >= 400) {
        return Mono.error(new RefusedException("HTTP " + page.status() + " " + place()));
      }
      var next = reader.next(page, prompt.userCode());
      if (next.isEmpty()) {
        return pages == 0
            ? Mono.error(new RefusedException("no form on the verification page"))
            : Mono.empty();
      }
      return submit(next.get());
    }

    private Mono<Void> submit(Submission form) {
      boolean again = !done.add(form.purpose()) && form.purpose() == Purpose.SIGN_IN;
      if (++pages > MOST_PAGES || again) {
        return Mono.error(new RefusedException(words(form.purpose()) + " form comes back again"));
      }
      return browser.submit(form).flatMap(this::on);
    }

    private String place() {
      return pages == 0 ? "at the verification page" : "after form " + pages;
    }

    private static String words(Purpose purpose) {
      return purpose.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
