// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.List;
import org.junit.jupiter.api.Test;

class QrTest {

  private static final int QUIET = 4;

  @Test
  void whatIsDrawnCanBeRead() throws Exception {
    String text = "http://127.0.0.1:9400/device?user_code=ABCD-EFGH";
    List<String> lines =
        Qr.of(text)
            .draw()
            .lines()
            .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", "").substring(2))
            .toList();
    int size = lines.get(0).length() - 2 * QUIET;
    var modules = new BitMatrix(size);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        char block = lines.get((y + QUIET) / 2).charAt(x + QUIET);
        boolean dark = block == '█' || block == ((y + QUIET) % 2 == 0 ? '▀' : '▄');
        if (dark) {
          modules.set(x, y);
        }
      }
    }

    assertThat(new Decoder().decode(modules).getText()).isEqualTo(text);
  }
}
