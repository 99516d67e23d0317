package org.fieldbeacon.modbus;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.modbus.PduForm.Attempt;

/// Captured PDUs one after the other: what fits both as a request and as a response is taken for
/// the response when it follows a request that it answers. Used for one file.
final class Conversation {
  private static final String EITHER = "request or response";

  private long askedOf = -1;
  private byte[] asked = {};

  /// @param outer fields around the PDU, ahead of its own
  /// @param from unit, with the transaction where there is one
  /// @param offset of the PDU in its frame
  DecodedFrame tell(Map<String, Object> outer, long from, byte[] pdu, int offset) {
    var form = new PduForm(pdu, offset);
    Attempt request = form.asRequest();
    Attempt response = form.asResponse();
    if (request instanceof Attempt.Fits(var asRequest)) {
      if (response instanceof Attempt.Fits(var asResponse)) {
        return either(outer, from, pdu, asRequest, asResponse);
      }
      return asked(outer, from, pdu, asRequest);
    }
    if (response instanceof Attempt.Fits(var asResponse)) {
      return good(outer, "response", asResponse);
    }
    return bad(request, response, pdu.length, offset);
  }

  private DecodedFrame either(
      Map<String, Object> outer,
      long from,
      byte[] pdu,
      Map<String, Object> asRequest,
      Map<String, Object> asResponse) {
    boolean sameBothWays = asRequest.equals(asResponse);
    if (from == askedOf && (sameBothWays ? Arrays.equals(asked, pdu) : answers(pdu))) {
      askedOf = -1;
      return good(outer, "response", asResponse);
    }
    askedOf = from;
    asked = pdu;
    return good(outer, EITHER, asRequest);
  }

  /// Coils: `fn bytes …` may look like `fn address quantity`.
  private boolean answers(byte[] pdu) {
    return asked.length == 5
        && asked[0] == pdu[0]
        && (((asked[3] & 0xFF) << 8 | asked[4] & 0xFF) + 7) / 8 == (pdu[1] & 0xFF);
  }

  private DecodedFrame asked(
      Map<String, Object> outer, long from, byte[] pdu, Map<String, Object> fields) {
    askedOf = from;
    asked = pdu;
    return good(outer, "request", fields);
  }

  private static Good good(Map<String, Object> outer, String direction, Map<String, Object> inner) {
    Map<String, Object> fields = new LinkedHashMap<>(outer);
    fields.put("direction", direction);
    fields.putAll(inner);
    return new Good(fields, List.of());
  }

  /// A breach of the rules says more than a length.
  private static Bad bad(Attempt request, Attempt response, int length, int offset) {
    if (request instanceof Attempt.Wrong(Bad bad)) {
      return bad;
    }
    if (response instanceof Attempt.Wrong(Bad bad)) {
      return bad;
    }
    return new Bad("length of PDU", offset, length + " bytes", lengths(request, response));
  }

  /// The lengths a PDU may have, in words.
  static String lengths(Attempt request, Attempt response) {
    String asRequest = request instanceof Attempt.OtherLength(int n) ? n + " as a request" : "";
    String asResponse = response instanceof Attempt.OtherLength(int n) ? n + " as a response" : "";
    return asRequest.isEmpty() || asResponse.isEmpty()
        ? asRequest + asResponse
        : asRequest + ", " + asResponse;
  }
}
