// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.load;

import io.fleetauth.scale.TimeConverter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A failure that a Fleetauth authority plays at its token endpoint.
 *
 * @param text as the user gave it
 * @param script as the control API takes it
 */
record Fault(String text, Map<String, Object> script) {

  private static final Pattern TEXT =
      Pattern.compile("([a-z-]+)(?::([0-9a-z]+))?=(\\d{1,3}(?:\\.\\d+)?)%");
  private static final double PERCENT = 100;

  /** Reads {@code latency:200ms=10%}, {@code status:503=1%}, {@code slow-down=5%} and so on. */
  static final class Converter implements ITypeConverter<Fault> {

    @Override
    public Fault convert(String value) {
      Matcher fault = TEXT.matcher(value);
      if (!fault.matches()) {
        throw new TypeConversionException(
            "'" + value + "' is not a fault like latency:200ms=10%, status:503=1% or slow-down=5%");
      }
      var script = new LinkedHashMap<String, Object>();
      script.put("endpoint", "token");
      script.put("probability", Double.parseDouble(fault.group(3)) / PERCENT);
      String amount = fault.group(2);
      action(fault.group(1), amount == null ? "" : amount, script);
      return new Fault(value, script);
    }

    private static void action(String kind, String amount, Map<String, Object> script) {
      switch (kind) {
        case "latency" -> {
          script.put("action", "DELAY");
          script.put("delay", new TimeConverter().convert(amount).toString());
        }
        case "status" -> {
          script.put("action", "STATUS");
          script.put("status", status(amount));
        }
        case "slow-down" -> {
          script.put("action", "SLOW_DOWN");
          script.put("grant_type", "device_code");
        }
        case "drop" -> script.put("action", "DROP");
        case "drop-reply" -> script.put("action", "DROP_REPLY");
        default ->
            throw new TypeConversionException(
                "'"
                    + kind
                    + "' is no kind of fault; there are latency, status, slow-down, drop and"
                    + " drop-reply");
      }
    }

    private static int status(String amount) {
      if (!amount.matches("[45]\\d\\d")) {
        throw new TypeConversionException("'" + amount + "' is no status from 400 to 599");
      }
      return Integer.parseInt(amount);
    }
  }
}
