// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load.client;

import io.fleetauth.load.client.Submission.Purpose;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Finds the form of a page that leads on to an approval, and fills it in: the user code, name and
 * password, and what a person would press who consents to everything. Pure.
 */
final class FormReader {

  /** Words of what must not be pressed, as whole words of a button's name, value or text. */
  private static final Pattern REFUSING =
      Pattern.compile(
          "(?i)\\b(no|deny|cancel|abort|decline|reject|refuse|back|restart|register|another|log-?out|sign-?out)\\b");

  private static final Pattern ELSEWHERE =
      Pattern.compile("(?i)(log-?out|sign-?out|abort|cancel|regist)");
  private static final Pattern USER_CODE =
      Pattern.compile("(?i).*(user_?code|device_?code|^code$|^otc$).*");
  private static final String BUTTONS =
      "button[type=submit], button:not([type]), input[type=submit], input[type=image]";
  private static final String TEXTS =
      "input:not([type]), input[type=text], input[type=email], input[type=tel]";

  private final String user;
  private final String password;

  FormReader(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /** Returns what to send next; empty when nothing on the page leads on. */
  Optional<Submission> next(Page page, String userCode) {
    Document document = Jsoup.parse(page.html(), page.address().toString());
    List<Submission> found = new ArrayList<>();
    for (Element form : document.select("form")) {
      if (!ELSEWHERE.matcher(form.attr("action")).find()) {
        filled(document, form, page, userCode).ifPresent(found::add);
      }
    }
    return found.stream().min(Comparator.comparing(Submission::purpose));
  }

  private Optional<Submission> filled(Document document, Element form, Page page, String userCode) {
    List<Element> buttons = buttons(document, form);
    Optional<Element> button = buttons.stream().filter(each -> !refuses(each)).findFirst();
    if (button.isEmpty() && !buttons.isEmpty()) {
      return Optional.empty();
    }
    Purpose purpose = purpose(form);
    Map<String, String> fields = fields(form, purpose, userCode);
    button
        .filter(pressed -> !pressed.attr("name").isEmpty())
        .ifPresent(pressed -> fields.put(pressed.attr("name"), pressed.attr("value")));
    String action = form.attr("action").isEmpty() ? "" : form.absUrl("action");
    URI target = action.isEmpty() ? page.address() : URI.create(action);
    boolean post = form.attr("method").equalsIgnoreCase("post");
    return Optional.of(new Submission(purpose, target, post, fields));
  }

  private static List<Element> buttons(Document document, Element form) {
    List<Element> buttons = new ArrayList<>(form.select(BUTTONS));
    buttons.removeIf(button -> button.hasAttr("form") && !button.attr("form").equals(form.id()));
    if (!form.id().isEmpty()) {
      document.select(BUTTONS).stream()
          .filter(button -> button.attr("form").equals(form.id()) && !buttons.contains(button))
          .forEach(buttons::add);
    }
    return buttons;
  }

  private static boolean refuses(Element button) {
    String words = button.attr("name") + " " + button.attr("value") + " " + button.text();
    return REFUSING.matcher(words).find() || ELSEWHERE.matcher(button.attr("formaction")).find();
  }

  private static Purpose purpose(Element form) {
    if (!form.select("input[type=password]").isEmpty()) {
      return Purpose.SIGN_IN;
    }
    List<Element> texts = form.select(TEXTS);
    if (texts.isEmpty()) {
      return Purpose.CONSENT;
    }
    return texts.stream().anyMatch(FormReader::isUserCode) ? Purpose.USER_CODE : Purpose.USER_NAME;
  }

  private static boolean isUserCode(Element text) {
    return USER_CODE.matcher(text.attr("name")).matches();
  }

  private Map<String, String> fields(Element form, Purpose purpose, String userCode) {
    var fields = new LinkedHashMap<String, String>();
    for (Element field : form.select("input[name], select[name], textarea[name]")) {
      String name = field.attr("name");
      switch (field.normalName().equals("select") ? "select" : type(field)) {
        case "submit", "image", "button", "reset", "file" -> {}
        case "password" -> fields.put(name, password);
        case "checkbox" -> fields.put(name, field.hasAttr("value") ? field.attr("value") : "on");
        case "radio" -> {
          if (field.hasAttr("checked") || !fields.containsKey(name)) {
            fields.put(name, field.attr("value"));
          }
        }
        case "select" -> fields.put(name, chosen(field));
        case "text", "email", "tel" -> fields.put(name, text(field, purpose, userCode));
        default -> fields.put(name, field.val());
      }
    }
    return fields;
  }

  private static String type(Element field) {
    String type = field.attr("type").toLowerCase(Locale.ROOT);
    return type.isEmpty() && field.normalName().equals("input") ? "text" : type;
  }

  private static String chosen(Element select) {
    Element option = select.selectFirst("option[selected]");
    Element first = option == null ? select.selectFirst("option") : option;
    return first == null ? "" : first.val();
  }

  private String text(Element field, Purpose purpose, String userCode) {
    return switch (purpose) {
      case SIGN_IN, USER_NAME -> user;
      case USER_CODE -> isUserCode(field) ? userCode : field.val();
      case CONSENT -> field.val();
    };
  }
}
