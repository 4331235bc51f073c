// This file goes when the room's first type arrives.
