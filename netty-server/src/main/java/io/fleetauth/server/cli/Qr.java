// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Map;

/**
 * Draws a QR code with half blocks: two modules above each other in a character. It is drawn dark
 * on light by colour codes, so that it can be scanned whatever the terminal's colours are.
 */
final class Qr {

  /** Four light modules on each side, ISO/IEC 18004 section 6.3.8. */
  private static final int QUIET = 4;

  private static final String DARK_ON_LIGHT = "\u001b[38;5;16;48;5;231m";
  private static final String RESET = "\u001b[0m";
  private static final String INDENT = "  ";

  private final ByteMatrix modules;

  private Qr(ByteMatrix modules) {
    this.modules = modules;
  }

  static Qr of(String text) {
    try {
      var hints = Map.of(EncodeHintType.CHARACTER_SET, "UTF-8");
      return new Qr(Encoder.encode(text, ErrorCorrectionLevel.M, hints).getMatrix());
    } catch (WriterException e) {
      throw new IllegalArgumentException("too long for a QR code: " + text.length(), e);
    }
  }

  /** Returns the lines, each ending with a line feed. */
  String draw() {
    var drawn = new StringBuilder();
    for (int y = -QUIET; y < modules.getHeight() + QUIET; y += 2) {
      drawn.append(INDENT).append(DARK_ON_LIGHT);
      for (int x = -QUIET; x < modules.getWidth() + QUIET; x++) {
        drawn.append(block(dark(x, y), dark(x, y + 1)));
      }
      drawn.append(RESET).append('\n');
    }
    return drawn.toString();
  }

  private static char block(boolean top, boolean bottom) {
    if (top) {
      return bottom ? '█' : '▀';
    }
    return bottom ? '▄' : ' ';
  }

  private boolean dark(int x, int y) {
    boolean inside = x >= 0 && y >= 0 && x < modules.getWidth() && y < modules.getHeight();
    return inside && modules.get(x, y) == 1;
  }
}
