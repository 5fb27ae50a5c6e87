// Copyright 2026 The Fleetauth Authors
// SPDX-License-Identifier: Apache-2.0
package io.fleetauth.token;

/**
 * Why a token is not renewed just now.
 *
 * @param failure what readers get who need the renewal
 * @param attempts failures in a row, from 1
 * @param until milliseconds on the timer's line
 */
record Pause(Throwable failure, int attempts, long until) {}
