// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.server.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a configuration key; it is called as its record component in kebab case. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {

  /** Its meaning, one or two sentences for the reference. */
  String doc();

  /**
   * Its default as it would be written; a component that has none and is not {@code @Nullable} is
   * required, unless it is a section, a map or a list: those are empty by default.
   */
  String value() default "";

  /** Least whole number allowed. */
  long min() default Long.MIN_VALUE;

  /** Greatest whole number allowed. */
  long max() default Long.MAX_VALUE;
}
