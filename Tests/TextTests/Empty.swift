// This file goes when the room's first test arrives.
