// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import io.fleetauth.load.client.Submission.Purpose;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * A person with a browser: goes through the pages of any server as far as their forms lead, each
 * time anew, without cookies of the last time. Whether that was an approval is known only when the
 * device has its tokens.
 */
public final class FormWalker implements Approver {

  private static final int MOST_PAGES = 12;

  private final Wire wire;
  private final List<FormReader> people;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param names of people who take turns; at least one
   * @param password the same for all
   */
  public FormWalker(Wire wire, List<String> names, String password) {
    this.wire = wire;
    this.people = names.stream().map(name -> new FormReader(name, password)).toList();
  }

  @Override
  public Mono<Void> approve(Prompt prompt) {
    return Mono.defer(
        () -> {
          var browser = new Browser(wire);
          int next = Math.floorMod(turn.getAndIncrement(), people.size());
          var walk = new Walk(browser, people.get(next), prompt);
          return browser.open(prompt.page()).flatMap(walk::on);
        });
  }

  private static final class Walk {

    private final Browser browser;
    private final FormReader reader;
    private final Prompt prompt;
    private final Set<Purpose> done = EnumSet.noneOf(Purpose.class);
    private int pages;

    Walk(Browser browser, FormReader reader, Prompt prompt) {
      this.browser = browser;
      this.reader = reader;
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
