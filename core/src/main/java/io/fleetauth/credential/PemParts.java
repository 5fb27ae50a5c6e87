// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.credential;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** What is in a PEM text, RFC 7468. The messages of errors hold nothing of it. */
final class PemParts {

  /** One text between a begin and an end line. */
  private record Part(String label, String base64) {

    private byte[] der() {
      try {
        return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      } catch (IllegalArgumentException e) {
        throw wrong(label + " is not Base64; a key in the old encrypted form has to be converted");
      }
    }

    @Override
    public String toString() {
      return "Part[" + label + ", redacted]";
    }
  }

  private static final Pattern PART =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PKCS8 = "PRIVATE KEY";
  private static final String PKCS8_ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final String PKCS1 = "RSA PRIVATE KEY";

  /** Version 0 and the algorithm rsaEncryption: what PKCS#8 says before a PKCS#1 key. */
  private static final byte[] RSA_HEADER = {
    2, 1, 0, 48, 13, 6, 9, 42, (byte) 134, 72, (byte) 134, (byte) 247, 13, 1, 1, 1, 5, 0
  };

  private final List<Part> parts;

  private PemParts(List<Part> parts) {
    this.parts = parts;
  }

  static PemParts of(String pem) {
    var parts = new ArrayList<Part>();
    Matcher matcher = PART.matcher(pem);
    while (matcher.find()) {
      parts.add(new Part(matcher.group(1), matcher.group(2)));
    }
    return new PemParts(parts);
  }

  List<X509Certificate> certificates() {
    var all = new ArrayList<X509Certificate>();
    for (Part part : parts) {
      if (part.label().equals(CERTIFICATE)) {
        all.add(certificate(part.der()));
      }
    }
    if (all.isEmpty()) {
      throw wrong("there is no " + CERTIFICATE + " in it");
    }
    return all;
  }

  private static X509Certificate certificate(byte[] der) {
    try {
      var factory = CertificateFactory.getInstance("X.509");
      return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw wrong(CERTIFICATE + " can not be read");
    }
  }

  PrivateKey key(@Nullable String password) {
    for (Part part : parts) {
      switch (part.label()) {
        case PKCS8 -> {
          return key(part.der());
        }
        case PKCS1 -> {
          return key(wrapped(part.der()));
        }
        case PKCS8_ENCRYPTED -> {
          return key(decrypted(part.der(), password));
        }
        default -> {}
      }
    }
    throw wrong("there is no " + PKCS8 + " in it");
  }

  private static PrivateKey key(byte[] pkcs8) {
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw wrong(PKCS8 + " is not an RSA key");
    }
  }

  private static byte[] decrypted(byte[] der, @Nullable String password) {
    if (password == null) {
      throw wrong(PKCS8_ENCRYPTED + " needs a password");
    }
    try {
      return decrypted(new EncryptedPrivateKeyInfo(der), new PBEKeySpec(password.toCharArray()));
    } catch (GeneralSecurityException | IOException e) {
      throw wrong(PKCS8_ENCRYPTED + " can not be read; is the password right?");
    }
  }

  private static byte[] decrypted(EncryptedPrivateKeyInfo sealed, PBEKeySpec password)
      throws GeneralSecurityException {
    // of PBES2 (RFC 8018) only the parameters know the full name
    String scheme = sealed.getAlgName();
    String name = scheme.startsWith("PBEWith") ? scheme : sealed.getAlgParameters().toString();
    var secret = SecretKeyFactory.getInstance(name).generateSecret(password);
    Cipher cipher = Cipher.getInstance(name);
    cipher.init(Cipher.DECRYPT_MODE, secret, sealed.getAlgParameters());
    return sealed.getKeySpec(cipher).getEncoded();
  }

  /** Makes PKCS#8 (RFC 5208) of PKCS#1. */
  private static byte[] wrapped(byte[] pkcs1) {
    byte[] octets = tagged(4, pkcs1);
    byte[] content = new byte[RSA_HEADER.length + octets.length];
    System.arraycopy(RSA_HEADER, 0, content, 0, RSA_HEADER.length);
    System.arraycopy(octets, 0, content, RSA_HEADER.length, octets.length);
    return tagged(48, content);
  }

  /** Puts tag and length before {@code content}, X.690 section 8.1. */
  private static byte[] tagged(int tag, byte[] content) {
    byte[] all = new byte[4 + content.length];
    all[0] = (byte) tag;
    all[1] = (byte) 130;
    all[2] = (byte) (content.length >> 8);
    all[3] = (byte) content.length;
    System.arraycopy(content, 0, all, 4, content.length);
    return all;
  }

  private static IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException("certificate: " + problem);
  }
}
