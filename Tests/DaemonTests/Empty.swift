// This file goes when the first test arrives.
